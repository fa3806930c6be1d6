import { ExponentialBackoff } from 'cockatiel'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { consecutiveFailures, createCircuitBreaker, failuresInWindow } from './index.ts'
import type { CircuitBreakerOptions, CircuitSnapshot, ResetTimeout } from './index.ts'
import { rejects, setScene } from './test/scene.ts'

/** The open times, in ms, of a circuit whose probes all fail. */
async function openTimes(resetTimeoutMs: ResetTimeout, random = (): number => 0.5): Promise<number[]> {
  const clock = createFakeClock()
  const breaker = createCircuitBreaker({ failureThreshold: 1, resetTimeoutMs, clock, random })
  const times: number[] = []
  for (let opening = 0; opening < 5; opening += 1) {
    breaker.acquire()?.release('failure')
    times.push(breaker.availableAt() - clock.now())
    await clock.advance(times.at(-1) ?? 0)
  }
  return times
}

describe('the open time', () => {
  it('is the same each time, or grows with each failed probe up to its cap', async () => {
    expect(await openTimes(100)).toEqual([100, 100, 100, 100, 100])
    expect(await openTimes({ baseMs: 100, factor: 3, maxMs: 1000 })).toEqual([100, 300, 900, 1000, 1000])
    expect(await openTimes({ baseMs: 100, jitterRatio: 0.2 })).toEqual([110, 220, 440, 880, 1100])
    expect(await openTimes((openings, random) => openings * 10 + random())).toEqual([
      10.5, 20.5, 30.5, 40.5, 50.5,
    ])
    const ofCockatiel = new ExponentialBackoff<number>({ generator: (step = 1) => [step * 7, step + 1] })
    expect(await openTimes(ofCockatiel)).toEqual([7, 14, 21, 28, 35])
  })

  it('begins anew after closing', async () => {
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

  it('is 30 s when a function of the user’s gives nonsense or throws', async () => {
    expect(await openTimes(() => Number.NaN)).toEqual(Array(5).fill(30_000))
    const throws = (): number => {
      throw new Error('mine')
    }
    expect(await openTimes(throws)).toEqual(Array(5).fill(30_000))
  })

  it('of 0 lets the next call through in the same millisecond', () => {
    const { breaker, end } = setScene(createCircuitBreaker, { resetTimeoutMs: 0 })
    end('failure', 3)
    end('success', 2)
    expect(breaker.state).toBe('closed')
  })
})

describe('a snapshot', () => {
  const carryOver = (snapshot: CircuitSnapshot): CircuitSnapshot =>
    JSON.parse(JSON.stringify(snapshot)) as CircuitSnapshot

  it('carries the failures so far, the open time and its growth over', async () => {
    const options = { failureThreshold: 2, resetTimeoutMs: { baseMs: 100, factor: 2 }, successThreshold: 1 }
    const clock = createFakeClock()
    const create = (initialState?: CircuitSnapshot): ReturnType<typeof createCircuitBreaker> =>
      createCircuitBreaker({ ...options, clock, ...(initialState && { initialState }) })
    const first = create()
    first.acquire()?.release('failure')
    const second = create(carryOver(first.toJSON()))
    second.acquire()?.release('failure')
    expect(second.state).toBe('open')
    const third = create(carryOver(second.toJSON()))
    expect(third.availableAt()).toBe(clock.now() + 100)
    await clock.advance(100)
    expect(third.acquire()).not.toBeNull()
    const fourth = create(carryOver(third.toJSON()))
    expect(fourth.state).toBe('open')
    fourth.acquire()?.release('failure')
    expect(fourth.availableAt()).toBe(clock.now() + 200)
  })

  it('goes on with the growth where it was', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({
      clock,
      resetTimeoutMs: { baseMs: 10, factor: 2, maxMs: 10_000 },
      initialState: { state: 'open', openings: 4, openUntil: 0 },
    })
    breaker.acquire()?.release('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 160)
    expect(breaker.toJSON().openings).toBe(5)
    const many = createCircuitBreaker({
      clock,
      initialState: { state: 'open', openings: 5000, openUntil: 0 },
    })
    expect(many.toJSON().openings).toBe(5000)
  })

  it('of an isolated circuit is released like any other', () => {
    const first = createCircuitBreaker()
    first.isolate()
    const second = createCircuitBreaker({ initialState: carryOver(first.toJSON()) })
    expect(second.state).toBe('isolated')
    second.reset()
    expect(second.state).toBe('closed')
    expect(second.acquire()).not.toBeNull()
  })

  it('of another clock does not keep the circuit open for years', () => {
    const initialState = { state: 'open', openings: 1e9, openUntil: 9e15 } as const
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, initialState })
    expect(breaker.availableAt()).toBe(clock.now() + 300_000)
  })
})

describe('options', () => {
  it.each<[CircuitBreakerOptions | { colour: string }, string]>([
    [{ failureThreshold: 0 }, '"failureThreshold" must be a whole number within [1, ∞], got 0'],
    [{ windowMs: -1 }, '"windowMs" must be within (0, ∞), got -1'],
    [{ maxProbes: 1.5 }, '"maxProbes" must be a whole number within [1, ∞], got 1.5'],
    [{ timeoutMs: Number.NaN }, '"timeoutMs" must be a number, got NaN'],
    [{ resetTimeoutMs: -5 }, '"resetTimeoutMs" must be within [0, ∞), got -5'],
    [{ resetTimeoutMs: { baseMs: 5, maxMs: 1 } }, '"resetTimeoutMs.maxMs" must be within [5, ∞), got 1'],
    [{ classify: 'failure' as never }, '"classify" must be a function'],
    [{ colour: 'red' }, 'unknown option "colour"'],
    [{ trip: consecutiveFailures(2), failureThreshold: 3 }, '"trip" takes the place of'],
    [{ initialState: { state: 'half-open' } as never }, '"initialState.state" must be one of'],
  ])('%o are refused by name', (options, message) => {
    expect(() => createCircuitBreaker(options as CircuitBreakerOptions)).toThrow(message)
  })

  it('by default open at 5 failures in 60 s for 30 s, and close after 3 probes, one at a time', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock })
    const end = (verdict: 'success' | 'failure', times: number): void => {
      for (let time = 0; time < times; time += 1) breaker.acquire()?.release(verdict)
    }
    end('failure', 4)
    expect(breaker.state).toBe('closed')
    end('failure', 1)
    expect(breaker.availableAt()).toBe(clock.now() + 30_000)
    await clock.advance(30_000)
    end('success', 2)
    expect(breaker.state).toBe('half-open')
    const probe = breaker.acquire()
    expect(breaker.acquire()).toBeNull()
    probe?.release('success')
    expect(breaker.state).toBe('closed')
  })

  it('`classify` judges errors and results before the built-in judgement, and may leave it to that', async () => {
    const [mine, other] = [new Error('mine'), new Error('other')]
    const { breaker } = setScene(createCircuitBreaker, {
      failureThreshold: 2,
      classify: (value, isError) => {
        if (!isError) return value === 'empty' ? 'failure' : undefined
        if (value === mine) return 'neutral'
        if (value === other) throw new Error('classify')
        return undefined
      },
    })
    const failures: unknown[] = []
    breaker.on('listener-failed', ({ event }) => failures.push(event))
    for (let time = 0; time < 5; time += 1)
      expect(await rejects(breaker.execute(() => Promise.reject(mine)))).toBe(mine)
    await breaker.execute(() => 'full')
    expect(await breaker.execute(() => 'empty')).toBe('empty')
    expect(breaker.state).toBe('closed')
    expect(await rejects(breaker.execute(() => Promise.reject(other)))).toBe(other)
    expect(breaker.state).toBe('open')
    expect(failures).toEqual(['classify'])
  })

  it('`now` is where the time comes from', () => {
    let time = 5000
    const breaker = createCircuitBreaker({ failureThreshold: 1, now: () => time, timeoutMs: 0 })
    breaker.acquire()?.release('failure')
    expect(breaker.availableAt()).toBe(35_000)
    time = 35_000
    expect(breaker.acquire()).not.toBeNull()
  })

  it('`trip` opens by another rule', () => {
    const { breaker, end } = setScene(createCircuitBreaker, {
      failureThreshold: undefined as never,
      trip: failuresInWindow(2, 10),
    })
    end('failure', 2)
    expect(breaker.state).toBe('open')
  })
})
