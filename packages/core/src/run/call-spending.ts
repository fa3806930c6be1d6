import type { CallFacts } from '../contracts/call.ts'
import type { Outcome } from '../contracts/outcome.ts'
import { reservedCost } from '../prices/reserved-cost.ts'
import { settledCost } from '../prices/settled-cost.ts'
import type { Target } from '../targets/target.ts'

const perUsd = 1_000_000

/** What the attempts of one run may cost together. What an attempt is expected to cost is set aside until its cost is known. */
export class CallSpending<Client> {
  readonly limitUsd: number
  #leftMicroUsd: number

  constructor(limitUsd: number) {
    this.limitUsd = limitUsd
    this.#leftMicroUsd = limitUsd * perUsd
  }

  /** True when enough is left for a call of a target; a group's own targets are asked inside. */
  affords({ settings, group }: Target<Client>, call: CallFacts): boolean {
    if (group !== undefined) return this.#leftMicroUsd > 0
    return reservedCost(call, settings.cost) <= this.#leftMicroUsd
  }

  /** Sets aside what an attempt is expected to cost; everything for a group, which may spend it. */
  reserve({ settings, group }: Target<Client>, call: CallFacts): number {
    const reserved = group === undefined ? reservedCost(call, settings.cost) : this.#leftMicroUsd
    this.#leftMicroUsd -= reserved
    return reserved
  }

  /** An attempt has ended. A group that does not know its cost has spent nothing. */
  settle(reserved: number, outcome: Outcome, isGroup: boolean): void {
    const spent = isGroup ? (outcome.costMicroUsd ?? 0) : settledCost(outcome, reserved)
    this.#leftMicroUsd += reserved - spent
  }
}
