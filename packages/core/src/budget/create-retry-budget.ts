import type { RetryBudget, RetryBudgetOptions } from '../contracts/retry.ts'
import { nonNegative } from '../options/checks.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'

type Settings = { readonly [Name in keyof RetryBudgetOptions]-?: number }

/** The check and the default of each setting. */
export const budgetTable: OptionTable<Settings> = {
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
  return budgetOf(readOptions('createRetryBudget', options, budgetTable))
}

/** The budget of checked settings. */
export function budgetOf({ capacity, transientCost, throttleCost }: Settings): RetryBudget {
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
    // eslint-disable-next-line no-restricted-syntax -- made once per balancer
    get remaining() {
      return remaining
    },
  }
}
