import type { RetryBudget } from '../contracts/retry.ts'
import { nonNegative } from '../options/checks.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'

/** Settings of {@link createRetryBudget}, in tokens. */
export interface RetryBudgetOptions {
  /** Tokens at the start and at most, ≥ 0. @default 500 */
  readonly capacity?: number | undefined
  /** Price of one more attempt after a transient failure (500, network, timeout), ≥ 0. @default 14 */
  readonly transientCost?: number | undefined
  /** Price of one more attempt after the server said "too much" (429, 503, 529), ≥ 0. @default 5 */
  readonly throttleCost?: number | undefined
}

type Settings = { readonly [Name in keyof RetryBudgetOptions]-?: number }

const table: OptionTable<Settings> = {
  capacity: [nonNegative, 500],
  transientCost: [nonNegative, 14],
  throttleCost: [nonNegative, 5],
}

/**
 * A budget that any number of runs, calls and balancers may share, so that an outage cannot multiply traffic. A token
 * bucket without a clock: a run that succeeds gives back all that it took, and each run that took nothing gives one token.
 * The figures are those of the AWS SDKs' standard retry mode.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { capacity, transientCost, throttleCost } = readOptions('createRetryBudget', options, table)
  const costs = { none: 1, transient: transientCost, throttled: throttleCost }
  let remaining = capacity
  return {
    withdraw(charge) {
      if (costs[charge] > remaining) return false
      remaining -= costs[charge]
      return true
    },
    deposit(charge) {
      remaining = Math.min(capacity, remaining + costs[charge])
    },
    get remaining() {
      return remaining
    },
  }
}
