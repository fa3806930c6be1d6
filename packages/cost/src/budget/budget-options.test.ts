import { describe, expect, it } from 'vitest'
import { createBudget, type BudgetOptions, type ExportedBudget } from '../index.ts'

describe('the options of a budget', () => {
  it('refuse by default, and nothing but what it can do', () => {
    expect(createBudget({ by: 'all', usdPerDay: 1 }).then).toBe('refuse')
    expect(() => createBudget({ by: 'all', usdPerDay: 1, then: 'stop' as BudgetOptions['then'] })).toThrow(
      'createBudget: "then" must be',
    )
  })

  it.each<[string, object]>([
    ['initialState.from', { from: '0' }],
    ['initialState.spentMicroUsd', { spentMicroUsd: NaN }],
    ['initialState.spent', { spent: {} }],
    ['initialState.spent[0]', { spent: ['a'] }],
    ['initialState.spent[0][0]', { spent: [[1, 1]] }],
    ['initialState.spent[0][1]', { spent: [['a', Infinity]] }],
    ['initialState.rest', { rest: {} }],
    ['initialState.rest[1]', { rest: [1, NaN] }],
  ])('name what is wrong with a state that was read from somewhere: %s', (place, wrong) => {
    const initialState = { from: 0, spentMicroUsd: 0, spent: [], ...wrong } as ExportedBudget
    expect(() => createBudget({ by: 'tenant', usdPerDay: 1, initialState })).toThrow(place)
  })
})

describe('a call that is reserved by hand', () => {
  it('says what the target costs, in numbers', () => {
    const budget = createBudget({ by: 'all', usdPerDay: 1 })
    const wrong = [{ inputTokens: 1 }, { price: 3 }, { price: { inputPerMTok: -1 } }]
    for (const call of wrong)
      expect(() => budget.reserve(call as unknown as Parameters<typeof budget.reserve>[0])).toThrow('price')
  })

  it('counts for no budget of tenants when it is of no tenant', () => {
    const budget = createBudget({ by: 'tenant', usdPerDay: 1 })
    const price = { inputPerMTok: 1, outputPerMTok: 1 }
    budget.reserve({ price, inputTokens: 500 }).settle({ inputTokens: 500, outputTokens: 0 })
    budget.reserve({ price: {}, inputTokens: 500 }).settle()
    expect(budget.toJSON()).toMatchObject({ spentMicroUsd: 0, reservedMicroUsd: 0, unpriced: 0 })
  })
})
