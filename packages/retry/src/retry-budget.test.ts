import { createBalancer } from '@llm-balancer/core'
import { createFakeClock, seededRandom } from '@llm-balancer/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantBackoff } from './backoff.ts'
import { createRetryBudget } from '@llm-balancer/core/budget'
import { retry } from './retry.ts'
import { httpError } from './test/scene.ts'

const backoff = constantBackoff(0)

describe('the budget over many calls', () => {
  it.each([
    [503, 100],
    [500, 35],
  ])('1000 calls that fail with %i are retried %i times in all', async (status, expected) => {
    const budget = createRetryBudget()
    let attempts = 0
    const fail = (): never => {
      attempts += 1
      throw httpError(status)
    }
    for (let call = 0; call < 1000; call += 1)
      await retry(fail, { budget, backoff, maxAttempts: 5 }).catch(() => undefined)
    expect(attempts - 1000).toBe(expected)
    expect(budget.remaining).toBeGreaterThanOrEqual(0)
  })

  it('retries never cost more than the capacity and what successes gave', async () => {
    const rates = fc.record({
      success: fc.double({ min: 0, max: 1, noNaN: true }),
      throttled: fc.boolean(),
      seed: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(rates, async ({ success, throttled, seed }) => {
        const [capacity, cost] = [500, throttled ? 5 : 14]
        const budget = createRetryBudget({ capacity })
        const random = seededRandom(seed)
        let [attempts, firstTry, repaid] = [0, 0, 0]
        let [least, most] = [Infinity, -Infinity]
        for (let call = 0; call < 1000; call += 1) {
          const before = attempts
          const work = (): boolean => {
            attempts += 1
            if (random() >= success) throw httpError(throttled ? 429 : 500)
            return true
          }
          const won = await retry(work, { budget, backoff, maxAttempts: 4, random }).catch(() => false)
          if (won && attempts === before + 1) firstTry += 1
          else if (won) repaid += 1
          least = Math.min(least, budget.remaining)
          most = Math.max(most, budget.remaining)
        }
        expect(least).toBeGreaterThanOrEqual(0)
        expect(most).toBeLessThanOrEqual(capacity)
        expect((attempts - 1000) * cost).toBeLessThanOrEqual(capacity + firstTry + repaid * cost)
      }),
      { seed: 7, numRuns: 25 },
    )
  })

  it('may be shared by calls and a balancer', async () => {
    const budget = createRetryBudget({ capacity: 14 })
    const clock = createFakeClock()
    const balancer = createBalancer({ targets: [{ id: 'only', client: null }], retry: { budget }, clock })
    await retry(
      ({ attempt }) => {
        if (attempt < 3) throw httpError(500)
      },
      { budget, backoff },
    ).catch(() => undefined)
    expect(budget.remaining).toBe(0)
    const fail = (): Promise<never> => Promise.reject(httpError(500))
    await expect(balancer.run(fail)).rejects.toMatchObject({ status: 500 })
    await balancer.close()
    expect(clock.pending).toBe(0)
  })

  it('has checked options', () => {
    expect(() => createRetryBudget({ capacity: -1 })).toThrow(/"capacity" must be within \[0, ∞\], got -1/)
  })
})
