import { ExponentialBackoff, IterableBackoff, type IHalfOpenAfterBackoffContext } from 'cockatiel'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker } from './index.ts'
import type { CircuitBreakerOptions, ResetTimeout } from './index.ts'
import { setScene } from './test/scene.ts'

/** The open times, in ms, of a circuit whose probes all fail. */
async function openTimes(
  resetTimeoutMs: ResetTimeout,
  random = (): number => 0.5,
  options: CircuitBreakerOptions = {},
): Promise<number[]> {
  const clock = createFakeClock()
  const breaker = createCircuitBreaker({ failureThreshold: 1, resetTimeoutMs, clock, random, ...options })
  const times: number[] = []
  for (let opening = 0; opening < 5; opening += 1) {
    breaker.acquire()?.release('failure')
    times.push(breaker.availableAt() - clock.now())
    await clock.advance(times.at(-1) ?? 0)
  }
  return times
}

describe('the open time', () => {
  it('is the same each time for a number', async () => {
    expect(await openTimes(100)).toEqual([100, 100, 100, 100, 100])
  })

  it('grows with each failed probe up to its cap', async () => {
    expect(await openTimes({ baseMs: 100, factor: 3, maxMs: 1000 })).toEqual([100, 300, 900, 1000, 1000])
    expect(await openTimes({ baseMs: 100, factor: 1 })).toEqual([100, 100, 100, 100, 100])
    expect(await openTimes({ baseMs: 100 })).toEqual([100, 200, 400, 800, 1000])
  })

  it('is spread by a fifth both ways, so that many processes do not probe at one time', async () => {
    expect(await openTimes(100, () => 0)).toEqual(Array(5).fill(80))
    expect(await openTimes({ baseMs: 100 }, () => 0.75)).toEqual([110, 220, 440, 880, 1100])
    expect(
      await openTimes(
        () => 100,
        () => 0.25,
      ),
    ).toEqual(Array(5).fill(90))
  })

  it('is spread by the share that is asked for', async () => {
    expect(await openTimes(100, () => 0.75, { resetJitterRatio: 1 })).toEqual(Array(5).fill(150))
    expect(await openTimes(100, () => 0.75, { resetJitterRatio: 0 })).toEqual(Array(5).fill(100))
  })

  it.each<[string, () => unknown]>([
    ['gives NaN', () => Number.NaN],
    ['throws', () => Reflect.apply(Number.prototype.toFixed, 'x', [])],
  ])('stays within its jitter when the source of random numbers %s', async (_what, random) => {
    for (const time of await openTimes(100, random as () => number)) {
      expect(time).toBeGreaterThanOrEqual(80)
      expect(time).toBeLessThan(120)
    }
  })

  it('is what a function of the user’s gives for the number of openings and the random numbers', async () => {
    const times = await openTimes((openings, random) => openings * 10 + random())
    expect(times).toEqual([10.5, 20.5, 30.5, 40.5, 50.5])
  })

  it('is what a backoff of cockatiel gives, one step per opening', async () => {
    const exponential = new ExponentialBackoff<number>({ generator: (step = 1) => [step * 7, step + 1] })
    expect(await openTimes(exponential)).toEqual([7, 14, 21, 28, 35])
    expect(await openTimes(new IterableBackoff([5, 6, 7]))).toEqual([5, 6, 7, 7, 7])
  })

  it('gives a backoff the number of openings since the circuit was closed', async () => {
    const asked: IHalfOpenAfterBackoffContext[] = []
    const backoff = {
      duration: 10,
      next(context: IHalfOpenAfterBackoffContext) {
        asked.push(context)
        return backoff
      },
    }
    const { end, clock } = setScene(createCircuitBreaker, { resetTimeoutMs: backoff as never })
    end('failure', 3)
    await clock.advance(10)
    end('failure')
    await clock.advance(10)
    end('success', 2)
    end('failure', 3)
    expect(asked.map(({ attempt }) => attempt)).toEqual([1, 2, 1])
    expect(asked[0]).toMatchObject({ result: { value: undefined } })
    expect(asked[0]?.signal.aborted).toBe(false)
  })

  it('starts from the beginning after closing', async () => {
    const { breaker, clock, end } = setScene(createCircuitBreaker, {
      resetTimeoutMs: { baseMs: 10, factor: 10 } as never,
    })
    end('failure', 3)
    await clock.advance(10)
    end('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 100)
    await clock.advance(100)
    end('success', 2)
    end('failure', 3)
    expect(breaker.availableAt()).toBe(clock.now() + 10)
  })

  it.each<[string, () => number]>([
    ['gives NaN', () => Number.NaN],
    ['gives Infinity', () => Infinity],
    ['gives a negative number', () => -1],
    [
      'throws',
      () => {
        throw new Error('mine')
      },
    ],
  ])('is 30 s when a function of the user’s %s', async (_what, delay) => {
    expect(await openTimes(delay)).toEqual(Array(5).fill(30_000))
  })

  it('of 0 allows the next call in the same millisecond', () => {
    const { breaker, end } = setScene(createCircuitBreaker, { resetTimeoutMs: 0 })
    end('failure', 3)
    end('success', 2)
    expect(breaker.state).toBe('closed')
  })
})
