import type { Budget } from './budget.ts'
import { readBudgetOptions, type BudgetOptions } from './budget-options.ts'
import { SpendingBudget } from './spending-budget.ts'

/**
 * Makes a budget: US dollars per minute or day, for all calls together, or for each provider or tenant. What a call may cost is set aside
 * when it begins, and what it did cost takes its place when it ends, so that calls that run at the same time do not spend the same
 * dollar twice: what is overspent is at most what calls cost beyond what was set aside for them.
 *
 * @throws RangeError or TypeError that names the option
 *
 * @example
 * const budget = createBudget({ by: 'tenant', usdPerDay: 5 })
 * const balancer = createBalancer({ targets, guards: (target) => [budget.guard(target)] })
 * await balancer.run(operation, { tenant: 'acme' })
 */
export function createBudget(options: BudgetOptions): Budget {
  return new SpendingBudget(readBudgetOptions(options))
}
