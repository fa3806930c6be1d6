export { checkBudget } from './check-budget.ts'
export { createRetryBudget, type RetryBudgetOptions } from './create-retry-budget.ts'
export type { RetryBudget } from '../contracts/retry.ts'
