import { tokenBucketBudget, type RetryBudget } from '@llm-balancer/core'

/** Settings of {@link createRetryBudget}, in tokens. */
export interface RetryBudgetOptions {
  /** Tokens at the start and at most, ≥ 0. @default 500 */
  readonly capacity?: number
  /** Price of a retry after a transient failure (500, network, timeout), ≥ 0. @default 14 */
  readonly transientCost?: number
  /** Price of a retry after the server said "too much" (429, 503, 529), ≥ 0. @default 5 */
  readonly throttleCost?: number
}

/**
 * A budget that any number of calls, and a balancer's `retry.budget`, may share, so that an outage cannot multiply traffic.
 * A token bucket without a clock: a retried call that succeeds gives the price of its last retry back, and each call that
 * needed none gives one token. The figures are those of the AWS SDKs' standard retry mode.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  return tokenBucketBudget(options)
}
