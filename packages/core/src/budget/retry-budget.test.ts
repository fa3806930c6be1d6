import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RetryBudget, RetryCharge } from '../contracts/retry.ts'
import { createRetryBudget } from './create-retry-budget.ts'
import { depositTo } from './deposit-to.ts'
import { withdrawFrom } from './withdraw-from.ts'

const charges = ['transient', 'throttled'] as const

describe('a retry budget', () => {
  it('has 500 tokens, of which a transient retry costs 14 and a throttled one 5', () => {
    const budget = createRetryBudget()
    expect(budget.remaining).toBe(500)
    withdrawFrom(budget, 'transient')
    expect(budget.remaining).toBe(486)
    withdrawFrom(budget, 'throttled')
    expect(budget.remaining).toBe(481)
  })

  it('gets everything back that a run took, when that succeeds', () => {
    const budget = createRetryBudget()
    const taken: RetryCharge[] = ['transient', 'throttled', 'transient']
    for (const charge of taken) expect(withdrawFrom(budget, charge)).toBe(true)
    expect(budget.remaining).toBe(467)
    depositTo(budget, taken)
    expect(budget.remaining).toBe(500)
  })

  it('gets one token for a run that took nothing, up to its capacity', () => {
    const budget = createRetryBudget({ capacity: 15 })
    withdrawFrom(budget, 'transient')
    depositTo(budget, [])
    expect(budget.remaining).toBe(2)
    for (let run = 0; run < 20; run += 1) depositTo(budget, [])
    expect(budget.remaining).toBe(15)
  })

  it('refuses what it has not enough for, and takes nothing then', () => {
    const budget = createRetryBudget({ capacity: 13 })
    expect(withdrawFrom(budget, 'transient')).toBe(false)
    expect(budget.remaining).toBe(13)
    expect(withdrawFrom(budget, 'throttled')).toBe(true)
  })

  it('never holds less than nothing or more than its capacity, whatever the runs do', () => {
    const run = fc.record({ takes: fc.array(fc.constantFrom(...charges)), succeeds: fc.boolean() })
    fc.assert(
      fc.property(fc.array(run), (runs) => {
        const budget = createRetryBudget({ capacity: 40 })
        for (const { takes, succeeds } of runs) {
          const taken = takes.filter((charge) => withdrawFrom(budget, charge))
          if (succeeds) depositTo(budget, taken)
          expect(budget.remaining).toBeGreaterThanOrEqual(0)
          expect(budget.remaining).toBeLessThanOrEqual(40)
        }
      }),
    )
  })
})

describe("a user's own budget", () => {
  const failing: RetryBudget = {
    remaining: 0,
    withdraw() {
      throw new Error('no store')
    },
    deposit() {
      throw new Error('no store')
    },
  }

  /** What a budget that gives `answer` leads to, and what is reported. */
  function ask(withdraw: () => unknown): { granted: boolean; reported: unknown[] } {
    const reported: unknown[] = []
    const budget = { ...failing, withdraw } as RetryBudget
    const granted = withdrawFrom(budget, 'transient', (part, error) => reported.push([part, String(error)]))
    return { granted, reported }
  }

  it.each<[string, () => unknown, string]>([
    ['throws', failing.withdraw as () => unknown, 'Error: no store'],
    ['is asynchronous', () => Promise.reject(new Error('late')), 'got a promise'],
    ['gives nothing', () => undefined, 'got undefined'],
    ['gives a number', () => 3, 'got 3'],
  ])('is reported and counts as none when it %s', (_, withdraw, message) => {
    const { granted, reported } = ask(withdraw)
    expect(granted).toBe(true)
    expect(reported).toEqual([['budget', expect.stringContaining(message)]])
  })

  it('is believed when it refuses', () => {
    expect(ask(() => false)).toEqual({ granted: false, reported: [] })
  })

  it('may throw at each deposit without harm to the run', () => {
    const reported: unknown[] = []
    depositTo(failing, ['transient', 'throttled'], (part) => reported.push(part))
    depositTo(failing, [])
    expect(reported).toEqual(['budget', 'budget'])
  })

  it('may be absent', () => {
    expect(withdrawFrom(false, 'transient')).toBe(true)
    expect(() => depositTo(false, [])).not.toThrow()
  })
})
