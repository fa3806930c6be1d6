import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { consecutiveFailures, createCircuitBreaker, failuresInWindow } from './index.ts'
import type { CircuitBreakerOptions } from './index.ts'
import { rejects, setScene } from './test/scene.ts'

describe('options', () => {
  it.each<[CircuitBreakerOptions | { colour: string }, string]>([
    [{ failureThreshold: 0 }, '"failureThreshold" must be a whole number within [1, ∞], got 0'],
    [{ windowMs: -1 }, '"windowMs" must be within (0, ∞), got -1'],
    [{ maxProbes: 1.5 }, '"maxProbes" must be a whole number within [1, ∞], got 1.5'],
    [{ timeoutMs: Number.NaN }, 'createCircuitBreaker: "timeoutMs" must be within [0, ∞), got NaN'],
    [{ resetTimeoutMs: -5 }, '"resetTimeoutMs" must be within [0, ∞), got -5'],
    [{ resetTimeoutMs: { baseMs: 5, maxMs: 1 } }, '"resetTimeoutMs.maxMs" must be within [5, ∞), got 1'],
    [{ classify: 'failure' as never }, '"classify" must be a function'],
    [{ colour: 'red' }, 'unknown option "colour"'],
    [{ trip: consecutiveFailures(2), failureThreshold: 3 }, '"trip" takes the place of'],
    [
      { initialState: { state: 'half-open' } as never },
      '"initialState.state" must be "closed", "open" or "isolated", got a string',
    ],
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
