import type { Guard, Outcome, Permit, TokenPrice, TokenUsage } from '@llm-balancer/core'

/** What is set aside for one call. Tell it once how the call went: what it cost takes the place of what was set aside. */
export interface BudgetReservation extends Permit {
  /** What is set aside, in micro-dollars. */
  readonly microUsd: number
  /** The call has ended. @param usage @default it cost what was set aside */
  settle(usage?: TokenUsage): void
  /** The call was never made. */
  cancel(): void
  /** The call has failed with this error: it cost nothing where it was refused, and else what was set aside. */
  fail(error: unknown): void
  /** Tells how the call ended, as a balancer does. @param now clock time in ms */
  release(outcome: Outcome, now?: number): void
}

/** For whom, and where, something is spent. */
export interface BudgetKey {
  /** On whose behalf. Budgets by tenant do not count calls without one. */
  readonly tenant?: string | undefined
  /** Who serves it. Budgets by provider do not count calls without one. */
  readonly provider?: string | undefined
}

/** A call that is to be made. Its output is what is expected of it, else the longest that it allows, else 1000 tokens. */
export interface BudgetCall extends BudgetKey {
  readonly price: TokenPrice
  /** Expected input tokens; 0 = not known, 1000 then. @default 0 */
  readonly inputTokens?: number | undefined
  /** Expected output tokens; 0 = not known. @default 0 */
  readonly outputTokens?: number | undefined
  /** The longest answer that the call allows, ≥ 0. @default not known */
  readonly maxOutputTokens?: number | undefined
}

/** A target, as far as a budget looks at it. What it is given may change while it serves. */
export interface BudgetTarget {
  readonly id: string
  /** The word that budgets by provider count it under. @default its id */
  readonly provider?: string | undefined
  /** @default not known */
  readonly cost?: TokenPrice | undefined
}

/** What may be spent, and what is, in micro-dollars. */
export interface BudgetState {
  readonly limitMicroUsd: number
  /** Since the minute or the day began. */
  readonly spentMicroUsd: number
  /** Set aside for calls that run. */
  readonly reservedMicroUsd: number
  /** Below 0 when calls cost more than was set aside for them. */
  readonly leftMicroUsd: number
  /** Clock time in ms at which the next minute or day begins. */
  readonly resetAt: number
}

/** A tenant, a provider, or all together have spent the soft share of their budget. Told once per minute or day. */
export interface SoftBudgetEvent extends BudgetKey {
  readonly type: 'budget-soft-reached'
  /** Clock time in ms. */
  readonly at: number
  readonly limitMicroUsd: number
  readonly spentMicroUsd: number
  readonly resetAt: number
}

/** A budget's present state, all tenants or providers together, as a plain object. */
export interface BudgetSnapshot {
  readonly by: 'all' | 'provider' | 'tenant'
  /** Of each. */
  readonly limitMicroUsd: number
  readonly spentMicroUsd: number
  readonly reservedMicroUsd: number
  readonly resetAt: number
  /** Calls that were counted with nothing, because their price is not known, since the budget was made. */
  readonly unpriced: number
}

/** What has been spent, as plain data that JSON can hold. */
export interface ExportedBudget {
  /** Clock time in ms at which the minute or day began. */
  readonly from: number
  /** By all tenants or providers together. */
  readonly spentMicroUsd: number
  /** By each of them. */
  readonly spent: readonly (readonly [key: string, microUsd: number])[]
  /** Of those that are not kept one by one, where there are such. */
  readonly rest?: readonly number[] | undefined
}

/**
 * What may be spent per minute or day, by all together or by each tenant or provider. As guards it works inside a balancer; around any other
 * calls with `reserve`. One budget may be shared by several balancers.
 */
export interface Budget {
  readonly by: 'all' | 'provider' | 'tenant'
  /** What happens to calls when the soft share is spent. */
  readonly then: 'cheaper' | 'refuse'
  /** Keeps one target within the budget: its calls set aside what they may cost, and pay what they did. */
  guard(target: BudgetTarget): Guard
  /**
   * Sets aside what a call may cost.
   *
   * @throws BudgetExceededError when that is more than is left; with `retryAfterMs` when waiting helps
   * @throws TypeError or RangeError for a bad call
   */
  reserve(call: BudgetCall): BudgetReservation
  /** True once the soft share is spent or set aside. @param now clock time in ms @default now */
  isSoft(key: BudgetKey, now?: number): boolean
  /** What may be spent, and what is; undefined where the budget does not count. */
  state(key?: BudgetKey): BudgetState | undefined
  /** Calls `listener` when the soft share has been spent. Gives back a function that ends it. */
  onSoft(listener: (event: SoftBudgetEvent) => void): () => void
  /** For `initialState` after a restart; calls that run are not in it. */
  exportState(): ExportedBudget
  toJSON(): BudgetSnapshot
}
