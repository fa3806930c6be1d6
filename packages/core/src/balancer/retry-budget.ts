import type { RetryBudget } from '../contracts/retry.ts'
import { readOptions, type OptionTable } from '../options/check-options.ts'
import { nonNegative } from '../options/checks.ts'

/** Settings of {@link tokenBucketBudget}. */
export interface TokenBucketBudgetOptions {
  /** Tokens at the start and at most, ≥ 0. @default 500 */
  readonly capacity?: number
  /** Price of a retry after a transient failure, ≥ 0. @default 14 */
  readonly transientCost?: number
  /** Price of a retry after the target said "too much", ≥ 0. @default 5 */
  readonly throttleCost?: number
}

const table: OptionTable<Required<TokenBucketBudgetOptions>> = {
  capacity: [nonNegative, 500],
  transientCost: [nonNegative, 14],
  throttleCost: [nonNegative, 5],
}

/**
 * A token bucket that all runs draw their retries from: one that succeeds gives its price back, and each run that needed
 * none gives one token. The figures are those of the AWS SDKs' standard retry mode.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function tokenBucketBudget(options: TokenBucketBudgetOptions = {}): RetryBudget {
  const { capacity, transientCost, throttleCost } = readOptions('tokenBucketBudget', options, table)
  const costs = { none: 1, transient: transientCost, throttled: throttleCost }
  let remaining = capacity
  return {
    withdraw(kind) {
      if (costs[kind] > remaining) return false
      remaining -= costs[kind]
      return true
    },
    deposit(retry) {
      remaining = Math.min(capacity, remaining + costs[retry])
    },
    get remaining() {
      return remaining
    },
  }
}
