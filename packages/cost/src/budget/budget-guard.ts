import type { CallFacts, Guard, Permit } from '@llm-balancer/core'
import { reservedCost, UsualUsage } from '@llm-balancer/core/prices'
import type { BudgetTarget } from './budget.ts'
import type { SpendingBudget } from './spending-budget.ts'
import type { Wanted } from './wanted.ts'

/** Keeps one target within a budget. It learns how long the answers of the target become. */
export class BudgetGuard implements Guard {
  readonly #budget: SpendingBudget
  readonly #target: BudgetTarget
  readonly #usual = new UsualUsage()

  constructor(budget: SpendingBudget, target: BudgetTarget) {
    this.#budget = budget
    this.#target = target
  }

  get name(): 'budget' | 'price-unknown' {
    return this.#budget.allowsUnpriced || this.#isPriced ? 'budget' : 'price-unknown'
  }

  availableAt(now: number, call: CallFacts): number {
    return this.#budget.availableAt(this.#wantedBy(call), now)
  }

  acquire(now: number, call: CallFacts): Permit | null {
    const wanted = this.#wantedBy(call)
    if (this.#budget.availableAt(wanted, now) > now) return null
    return this.#budget.take(wanted, now, {
      onEnd: ({ type, usage }) => {
        if (type === 'success' && usage !== undefined) this.#usual.learn(usage)
      },
    })
  }

  refusal(now: number, call: CallFacts): Error {
    return this.#budget.refusal(this.#wantedBy(call), now)
  }

  onChange(listener: () => void): () => void {
    // A tenant's budget is never against all calls of a target.
    return this.#budget.onRoom(this.#budget.keyOf({ provider: this.#provider }), listener)
  }

  get #provider(): string {
    return this.#target.provider ?? this.#target.id
  }

  get #isPriced(): boolean {
    return reservedCost({ inputTokens: 1, outputTokens: 1 }, this.#target.cost) < Infinity
  }

  #wantedBy(call: CallFacts): Wanted {
    const { inputTokens, outputTokens, maxOutputTokens, tenant } = call
    return {
      key: this.#budget.keyOf({ tenant, provider: this.#provider }),
      microUsd: reservedCost(call, this.#target.cost, this.#usual),
      isVague: inputTokens === 0 && outputTokens === 0 && maxOutputTokens === undefined,
    }
  }
}
