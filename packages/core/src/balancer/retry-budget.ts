import type { RetryBudget } from '../contracts/retry.ts'
import { checkKnown, checkNumber } from '../options.ts'

/** Settings of {@link tokenBucketBudget}. */
export interface TokenBucketBudgetOptions {
  /** Tokens at the start and at most, ≥ 0. @default 500 */
  readonly capacity?: number
  /** Price of a retry after a transient failure, ≥ 0. @default 14 */
  readonly transientCost?: number
  /** Price of a retry after the target said "too much", ≥ 0. @default 5 */
  readonly throttleCost?: number
}

/**
 * A token bucket that all runs draw their retries from: one that succeeds gives its price back, and each run that needed
 * none gives one token. The figures are those of the AWS SDKs' standard retry mode.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function tokenBucketBudget(options: TokenBucketBudgetOptions = {}): RetryBudget {
  checkKnown('tokenBucketBudget', options, ['capacity', 'transientCost', 'throttleCost'])
  const range = { min: 0, max: Infinity, infinite: true }
  const capacity = checkNumber('capacity', options.capacity ?? 500, range)
  const costs = {
    none: 1,
    transient: checkNumber('transientCost', options.transientCost ?? 14, range),
    throttled: checkNumber('throttleCost', options.throttleCost ?? 5, range),
  }
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
