import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createBudget, type Budget, type BudgetOptions, type ExportedBudget } from '../index.ts'

const midnight = Date.UTC(2026, 10, 29)
const clock = createFakeClock(midnight + 1000)
const options: BudgetOptions = { by: 'tenant', usdPerDay: 0.001, maxTenants: 2, clock }
const spend = (budget: Budget, tenant: string, microUsd: number): void => {
  const price = { inputPerMTok: 1, outputPerMTok: 0 }
  budget.reserve({ tenant, price, inputTokens: microUsd }).settle()
}
const exported = (budget: Budget): ExportedBudget =>
  JSON.parse(JSON.stringify(budget.exportState())) as ExportedBudget

describe('the state of a budget', () => {
  it('survives a restart', () => {
    const before = createBudget(options)
    for (const [tenant, microUsd] of [
      ['a', 900],
      ['b', 700],
      ['c', 10],
      ['d', 800],
    ] as const)
      spend(before, tenant, microUsd)
    const after = createBudget({ ...options, initialState: exported(before) })
    for (const tenant of ['a', 'b', 'c', 'd', 'e'])
      expect(after.state({ tenant })).toEqual(before.state({ tenant }))
    expect(after.toJSON()).toEqual(before.toJSON())
    expect(() => {
      spend(after, 'a', 101)
    }).toThrow('are spent')
  })

  it('is nothing on another day', () => {
    const before = createBudget(options)
    spend(before, 'a', 900)
    const tomorrow = createFakeClock(midnight + 86_400_000)
    const after = createBudget({ ...options, initialState: exported(before), clock: tomorrow })
    expect(after.state({ tenant: 'a' })?.spentMicroUsd).toBe(0)
    expect(exported(before)).toEqual({ from: midnight, spentMicroUsd: 900, spent: [['a', 900]] })
  })

  it('of a day that has not come yet is that of today', () => {
    const before = createBudget(options)
    spend(before, 'a', 900)
    const after = createBudget({ ...options, initialState: { ...exported(before), from: 1e300 } })
    expect(after.state({ tenant: 'a' })).toEqual(before.state({ tenant: 'a' }))
  })

  it('is refused from a budget that kept another number of tenants together', () => {
    const before = createBudget(options)
    for (const tenant of ['a', 'b', 'c', 'd']) spend(before, tenant, 10)
    const initialState = exported(before)
    expect(() => createBudget({ ...options, maxTenants: 1000, initialState })).toThrow(
      'createBudget: "initialState" is of a budget with another "maxTenants"',
    )
  })
})
