import { createFakeClock, seededRandom } from '@llm-balancer/core/testing'
import { createBalancer } from '@llm-balancer/core'
import type { Backoff, Random } from '@llm-balancer/core'
import { walkBackoff } from '@llm-balancer/core/backoff'
import { decorrelatedJitterGenerator, ExponentialBackoff, IterableBackoff } from 'cockatiel'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { constantBackoff, exponentialBackoff, type Jitter } from './backoff.ts'
import { httpError, watch } from './test/scene.ts'

const walk = (backoff: Backoff, count: number, random: Random = seededRandom(7)): number[] => {
  const waitMs = walkBackoff(backoff)
  return Array.from({ length: count }, (_, retry) => waitMs({ retry, random, error: undefined }))
}

const settings = fc.record({
  baseMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  maxMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  factor: fc.double({ min: 1, max: 1e3, noNaN: true }),
  jitter: fc.constantFrom<Jitter>('full', 'decorrelated', 'none'),
})

describe('exponential backoff', () => {
  it('is a number within [0, maxMs] for any number of retries', () => {
    fc.assert(
      fc.property(settings, fc.nat(), (options, seed) => {
        for (const wait of walk(exponentialBackoff(options), 40, seededRandom(seed))) {
          expect(wait).toBeGreaterThanOrEqual(0)
          expect(wait).toBeLessThanOrEqual(options.maxMs)
        }
      }),
      { seed: 7 },
    )
    expect(walk(exponentialBackoff({ baseMs: 0 }), 2000).at(-1)).toBe(0)
    expect(walk(exponentialBackoff({ jitter: 'none' }), 2000).at(-1)).toBe(8000)
    expect(walk(exponentialBackoff({ jitter: 'decorrelated' }), 2000).at(-1)).toBe(8000)
    expect(walk(exponentialBackoff({ baseMs: 0, jitter: 'decorrelated' }), 2000).at(-1)).toBe(0)
  })

  it('with full jitter stays below the exponential wait, and fills it evenly', () => {
    fc.assert(
      fc.property(settings, fc.nat(), (options, seed) => {
        const longest = walk(exponentialBackoff({ ...options, jitter: 'none' }), 12)
        const waits = walk(exponentialBackoff({ ...options, jitter: 'full' }), 12, seededRandom(seed))
        for (const [index, wait] of waits.entries()) expect(wait).toBeLessThanOrEqual(longest[index] ?? 0)
      }),
      { seed: 7 },
    )
    const random = seededRandom(7)
    const first = Array.from({ length: 4000 }, () => walk(exponentialBackoff(), 1, random)[0] ?? 0)
    expect(first.reduce((sum, wait) => sum + wait, 0) / first.length).toBeCloseTo(250, -1)
  })

  it('without jitter is base × factorⁿ', () => {
    expect(walk(exponentialBackoff({ baseMs: 100, factor: 3, maxMs: 3000, jitter: 'none' }), 5)).toEqual([
      100, 300, 900, 2700, 3000,
    ])
  })

  it('with decorrelated jitter is cockatiel’s formula, with our random numbers', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        vi.spyOn(Math, 'random').mockImplementation(seededRandom(seed))
        const shape = {
          initialDelay: 200,
          maxDelay: 5000,
          exponent: 2,
          generator: decorrelatedJitterGenerator,
        }
        const theirs = walk(new ExponentialBackoff(shape), 8)
        vi.spyOn(Math, 'random').mockImplementation(() => {
          throw new Error('asked the machine')
        })
        const ours = walk(
          exponentialBackoff({ baseMs: 200, maxMs: 5000, jitter: 'decorrelated' }),
          8,
          seededRandom(seed),
        )
        expect(ours).toEqual(theirs)
      }),
      { seed: 7 },
    )
  })

  it('begins anew for every call', () => {
    const backoff = exponentialBackoff({ jitter: 'decorrelated' })
    expect(walk(backoff, 5)).toEqual(walk(backoff, 5))
  })

  it('refuses bad options by name', () => {
    expect(() => exponentialBackoff({ baseMs: -1 })).toThrow(/"baseMs" must be within \[0, ∞\), got -1/)
    expect(() => exponentialBackoff({ maxMs: Infinity })).toThrow(/"maxMs"/)
    expect(() => exponentialBackoff({ factor: 0.5 })).toThrow(/"factor" must be within \[1, ∞\), got 0.5/)
    expect(() => exponentialBackoff({ jitter: 'some' as Jitter })).toThrow(
      /"jitter" must be one of "full", "decorrelated", "none"/,
    )
    expect(() => exponentialBackoff({ base: 5 } as never)).toThrow(/unknown option "base"/)
  })
})

describe('other backoffs', () => {
  it('may be constant', () => {
    expect(walk(constantBackoff(70), 3)).toEqual([70, 70, 70])
    expect(() => constantBackoff(Number.NaN)).toThrow(
      new TypeError('constantBackoff: "delayMs" must be within [0, ∞), got NaN'),
    )
  })
})

describe('a balancer', () => {
  it.each<[string, Backoff, number[]]>([
    ['exponentialBackoff', exponentialBackoff({ baseMs: 100, jitter: 'none' }), [0, 100, 300, 700]],
    ['constantBackoff', constantBackoff(70), [0, 70, 140, 210]],
    ['one of cockatiel’s', new IterableBackoff([10, 20]), [0, 10, 30, 50]],
  ])('waits by %s as it is, in every run from its start', async (_whose, backoff, expected) => {
    const clock = createFakeClock(0)
    const balancer = createBalancer({
      targets: [{ id: 'only', client: null }],
      retry: { backoff, maxAttempts: 4, attemptsPerTarget: 4, budget: false },
      clock,
    })
    for (let run = 0; run < 2; run += 1) {
      const start = clock.now()
      const calls: number[] = []
      const failing = balancer.run(() => {
        calls.push(clock.now() - start)
        return Promise.reject(httpError(500))
      })
      const outcome = watch(failing)
      await clock.advance(10_000)
      expect(outcome.done).toBe(true)
      expect(calls).toEqual(expected)
    }
    await balancer.close()
    expect(clock.pending).toBe(0)
  })

  it('draws jitter from its own random numbers', async () => {
    const clock = createFakeClock(0)
    const balancer = createBalancer({
      targets: [{ id: 'only', client: null }],
      retry: { backoff: exponentialBackoff({ baseMs: 1000 }), maxAttempts: 2 },
      clock,
      random: () => 0.25,
    })
    const calls: number[] = []
    const outcome = watch(
      balancer.run(() => {
        calls.push(clock.now())
        return calls.length === 1 ? Promise.reject(httpError(500)) : Promise.resolve('ok')
      }),
    )
    await clock.advance(10_000)
    expect(outcome.value).toBe('ok')
    expect(calls).toEqual([0, 250])
    await balancer.close()
  })
})
