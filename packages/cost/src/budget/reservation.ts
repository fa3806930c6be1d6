import type { Outcome, TokenPrice, TokenUsage } from '@llm-balancer/core'
import { classifyError } from '@llm-balancer/core/errors'
import { costOf, settledCost } from '@llm-balancer/core/prices'
import type { BudgetReservation } from './budget.ts'

/** What a reservation is part of. */
export interface ReservationOwner {
  now(): number
  /** A call has ended. @param cost undefined when it is not known */
  settle(call: CallReservation, cost: number | undefined, now: number): void
}

/** What is set aside, for whom. */
export interface SetAside {
  /** Undefined for a call that the budget does not count. */
  readonly key: string | undefined
  readonly microUsd: number
  /** False when the price of the call was not known. */
  readonly isPriced: boolean
  /** For calls that say how many tokens they used. */
  readonly price?: TokenPrice | undefined
  /** Hears how the call ended. */
  readonly onEnd?: ((outcome: Outcome) => void) | undefined
}

/** What is set aside for one call, until it has ended; only its first end counts. */
export class CallReservation implements BudgetReservation {
  readonly #owner: ReservationOwner
  readonly #call: SetAside
  #isOver = false

  constructor(owner: ReservationOwner, call: SetAside) {
    this.#owner = owner
    this.#call = call
  }

  get key(): string | undefined {
    return this.#call.key
  }

  get microUsd(): number {
    return this.#call.microUsd
  }

  settle(usage?: TokenUsage): void {
    const costMicroUsd = usage === undefined ? undefined : costOf(usage, this.#call.price)
    this.release({
      type: 'success',
      durationMs: 0,
      ...(costMicroUsd === undefined ? {} : { costMicroUsd }),
    })
  }

  cancel(): void {
    this.release({ type: 'neutral', durationMs: 0, unsent: true })
  }

  fail(error: unknown): void {
    const now = this.#owner.now()
    this.release({ ...classifyError(error, now), type: 'failure', durationMs: 0 }, now)
  }

  release(outcome: Outcome, now: number = this.#owner.now()): void {
    if (this.#isOver) return
    this.#isOver = true
    const { microUsd, isPriced, onEnd } = this.#call
    onEnd?.(outcome)
    // Without a price nothing was set aside: whether it was spent is told by setting one micro-dollar aside.
    const { costMicroUsd, ...others } = outcome
    const isKnown = costMicroUsd !== undefined && costMicroUsd >= 0 && costMicroUsd < Infinity
    const ended = isKnown ? outcome : (others as Outcome)
    const cost = isPriced ? settledCost(ended, microUsd) : ended.costMicroUsd
    const mayHaveCost = isPriced || cost !== undefined || settledCost(ended, 1) > 0
    this.#owner.settle(this, mayHaveCost ? cost : 0, now)
  }
}
