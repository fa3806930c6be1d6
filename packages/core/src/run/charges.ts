import { depositTo } from '../budget/deposit-to.ts'
import { withdrawFrom } from '../budget/withdraw-from.ts'
import { failureRules } from '../errors/failure.ts'
import type { Run } from './run.ts'

/** Takes the price of a retry from the budget; false when there is not enough left. */
export function charge<Client>(run: Run<Client>): boolean {
  const { retry, reporter } = run.engine
  const kind = run.failed.at(-1)?.kind
  const rule = kind === undefined ? 'never' : failureRules[kind].retry
  const price = rule === 'throttled' ? rule : 'transient'
  if (!withdrawFrom(retry.budget, price, reporter.report)) return false
  run.charges = [...run.charges, price]
  return true
}

/** Gives the latest price back: what it was taken for did not come about. */
export function refund<Client>(run: Run<Client>): void {
  const { retry, reporter } = run.engine
  depositTo(retry.budget, run.charges.slice(-1), reporter.report)
  run.charges = run.charges.slice(0, -1)
}
