import type { CallFacts, Guard, Permit } from '@llm-balancer/core'
import { expectedCost, reservedCost, UsualUsage } from '@llm-balancer/core/prices'
import type { BudgetKey, BudgetTarget } from './budget.ts'
import type { SetAside } from './reservation.ts'
import type { Wanted } from './wanted.ts'

/** What a guard needs of its budget. */
export interface GuardedBudget {
  readonly limitMicroUsd: number
  /** True when calls whose price is not known may be made. */
  readonly allowsUnpriced: boolean
  /** The key under which a call is counted; undefined for a call that is not counted. */
  keyOf(key: BudgetKey): string | undefined
  /** Clock time from which so much may be set aside; Infinity when only the end of a call can tell, or it is never so. */
  availableAt(wanted: Wanted, now: number): number
  /** Sets it aside, as far as it is there. */
  take(wanted: Wanted, now: number, call: Pick<SetAside, 'price' | 'onEnd'>): Permit
  /** The error of a call for which so much cannot be set aside. */
  refusal(wanted: Wanted, now: number): Error
  /** Calls `listener` when something is left of the budget of this key again, before its window ends. */
  onRoom(key: string | undefined, listener: () => void): () => void
}

/** Keeps one target within a budget. It learns how long the answers of the target become. */
export class BudgetGuard implements Guard {
  readonly binding = true
  readonly #budget: GuardedBudget
  readonly #target: BudgetTarget
  readonly #usual = new UsualUsage()

  constructor(budget: GuardedBudget, target: BudgetTarget) {
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
    const { tenant } = call
    const microUsd = reservedCost(call, this.#target.cost, this.#usual)
    const key = this.#budget.keyOf({ tenant, provider: this.#provider })
    return { key, microUsd, needed: this.#neededBy(call, microUsd) }
  }

  /**
   * Of a call of which nothing is known anything that is left is enough. What is guessed of one by what other calls used makes it wait
   * for the whole budget at most: it may be less, and only a call that is made shows it.
   */
  #neededBy({ inputTokens, outputTokens, maxOutputTokens }: CallFacts, microUsd: number): number {
    const output = outputTokens > 0 ? outputTokens : maxOutputTokens
    if (inputTokens > 0 && output !== undefined) return microUsd
    if (inputTokens === 0 && output === undefined) return Math.min(1, microUsd)
    const known = Math.ceil(expectedCost({ inputTokens, outputTokens: output ?? 0 }, this.#target.cost))
    return Math.max(Math.min(1, microUsd), known, Math.min(microUsd, this.#budget.limitMicroUsd))
  }
}
