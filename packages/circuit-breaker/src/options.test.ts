import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, failureRatio, failuresInWindow } from './index.ts'
import { hangs, rejects, setScene } from './test/scene.ts'

describe('options', () => {
  it('by default open at 5 failures in a row for 30 s ± 20 %, and close after 3 probes, one at a time', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, random: () => 0.75 })
    const end = (verdict: 'success' | 'failure', times: number): void => {
      for (let time = 0; time < times; time += 1) breaker.acquire()?.release(verdict)
    }
    end('failure', 4)
    expect(breaker.state).toBe('closed')
    end('failure', 1)
    expect(breaker.availableAt()).toBe(clock.now() + 33_000)
    await clock.advance(33_000)
    end('success', 2)
    expect(breaker.state).toBe('half-open')
    const probe = breaker.acquire()
    expect(breaker.acquire()).toBeNull()
    probe?.release('success')
    expect(breaker.state).toBe('closed')
  })

  it('by default open when half of at least 10 calls within 30 s failed, in whatever order', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock })
    const halfFail = (calls: number): void => {
      for (let call = 0; call < calls; call += 1)
        breaker.acquire()?.release(call % 2 === 0 ? 'success' : 'failure')
    }
    halfFail(8)
    await clock.advance(30_000)
    halfFail(8)
    expect(breaker.state).toBe('closed')
    halfFail(2)
    expect(breaker.state).toBe('open')
  })

  it('with a window alone count 5 failures', () => {
    const breaker = createCircuitBreaker({ windowMs: 1000 })
    for (let call = 0; call < 5; call += 1) {
      expect(breaker.state).toBe('closed')
      for (const verdict of ['success', 'success', 'failure'] as const) breaker.acquire()?.release(verdict)
    }
    expect(breaker.state).toBe('open')
  })

  it('with a threshold alone count failures for 60 s; calls time out after 10 s, hints hold for 300 s', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, failureThreshold: 5 })
    for (let call = 0; call < 4; call += 1) breaker.acquire()?.release('failure')
    await clock.advance(53_999)
    breaker.acquire()?.release('failure')
    expect(breaker.state).toBe('open')
    breaker.reset()
    for (let call = 0; call < 4; call += 1) breaker.acquire()?.release('failure')
    await clock.advance(60_000)
    breaker.acquire()?.release('failure')
    expect(breaker.state).toBe('closed')
    const slow = rejects(breaker.execute(hangs))
    await clock.advance(9999)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await slow).toMatchObject({ message: 'circuit-breaker: no answer within 10000 ms' })
    const hinted = { type: 'failure', kind: 'server', scope: 'target', durationMs: 1 } as const
    breaker.acquire()?.release({ ...hinted, retryAfterMs: 1e9 })
    breaker.trip()
    expect(breaker.availableAt()).toBe(clock.now() + 300_000)
  })

  it('by default give a probe 300 s before it loses its place', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, resetTimeoutMs: 0 })
    breaker.trip()
    breaker.acquire()
    await clock.advance(299_999)
    expect(breaker.acquire()).toBeNull()
    await clock.advance(1)
    expect(breaker.acquire()).not.toBeNull()
  })

  it('of a ratio by default need 10 calls within 60 s', () => {
    const counter = failureRatio({ ratio: 0.1 }).createCounter()
    const trips = Array.from({ length: 10 }, () => counter.failure(1_000_000, 1))
    expect(trips).toEqual([...Array<boolean>(9).fill(false), true])
    expect(counter.failure(1_054_000, 1)).toBe(true)
    expect(counter.failure(1_120_000, 1)).toBe(false)
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
    const breaker = createCircuitBreaker({
      failureThreshold: 1,
      now: () => time,
      timeoutMs: 0,
      resetJitterRatio: 0,
    })
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
