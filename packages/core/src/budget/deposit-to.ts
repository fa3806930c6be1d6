import type { RetryBudget, RetryCharge } from '../contracts/retry.ts'
import { misuse, type ReportMisuse } from '../options/misuse.ts'
import { isThenable } from '../streams/is-thenable.ts'

/**
 * Hears that a run succeeded: gives back all that it took, or a little when it took nothing. A budget that throws is reported
 * under `budget`. Never throws.
 *
 * @param charges of the run, in any order
 */
export function depositTo(
  budget: RetryBudget | false,
  charges: readonly RetryCharge[],
  report?: ReportMisuse,
): void {
  if (budget === false) return
  const owner: { deposit(charge: RetryCharge | 'none'): unknown } = budget
  for (const charge of charges.length === 0 ? plainSuccess : charges) {
    try {
      const answer = owner.deposit(charge)
      if (isThenable(answer)) throw misuse('budget.deposit', 'nothing', answer)
    } catch (error) {
      report?.('budget', error)
    }
  }
}

const plainSuccess = ['none'] as const
