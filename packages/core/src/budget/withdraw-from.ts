import type { RetryBudget, RetryCharge } from '../contracts/retry.ts'
import { misuse, type ReportMisuse } from '../options/misuse.ts'

/**
 * Takes the price of one more attempt; false when the budget has not enough left. A budget that throws, or gives anything but
 * true or false, is reported under `budget` and counts as none. Never throws.
 *
 * @param budget false for none
 */
export function withdrawFrom(
  budget: RetryBudget | false,
  charge: RetryCharge,
  report?: ReportMisuse,
): boolean {
  if (budget === false) return true
  try {
    const isEnough: unknown = budget.withdraw(charge)
    if (typeof isEnough === 'boolean') return isEnough
    throw misuse('budget.withdraw', 'true or false', isEnough)
  } catch (error) {
    report?.('budget', error)
    return true
  }
}
