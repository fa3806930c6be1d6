import { createFakeClock } from '@llm-balancer/core/testing'
import { createBudget, type BudgetOptions } from '@llm-balancer/cost'
import { expect, it } from 'vitest'
import { ProviderBudgets } from './provider-budgets.ts'

const clock = createFakeClock()
const perDay = (usdPerDay: number): BudgetOptions => ({ by: 'all', usdPerDay })
const perMinute = (usdPerMinute: number): BudgetOptions => ({ by: 'all', usdPerMinute })
/** A budget of which so much has been spent. */
const spent = (spentMicroUsd: number, options: BudgetOptions): BudgetOptions => ({
  ...options,
  initialState: { ...createBudget({ clock, ...options }).exportState(), spentMicroUsd },
})
const spentOf = (...of: ConstructorParameters<typeof ProviderBudgets>): number[] =>
  new ProviderBudgets(...of).exportState().map(({ spent: { spentMicroUsd } }) => spentMicroUsd)

it('what has been spent stays spent when the amount of a budget changes, of each at its place', () => {
  const before = new ProviderBudgets([spent(3000, perDay(5)), spent(1000, perDay(7))], clock)
  expect(spentOf([perDay(9), perDay(8)], clock, before)).toEqual([3000, 1000])
  expect(spentOf([perDay(9), perDay(8)], clock)).toEqual([0, 0])
})

it('a budget at another place goes on from the first of its kind, and one of another kind begins anew', () => {
  const before = new ProviderBudgets([spent(500, perMinute(1)), spent(3000, perDay(5))], clock)
  expect(spentOf([perDay(9), perMinute(2)], clock, before)).toEqual([3000, 500])
  expect(spentOf([{ by: 'tenant', usdPerDay: 5 }], clock, before)).toEqual([0])
})
