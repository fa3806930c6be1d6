import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, type CircuitBreaker, type CircuitBreakerOptions } from './index.ts'

const clock = createFakeClock()
const create = (options: CircuitBreakerOptions = {}): CircuitBreaker =>
  createCircuitBreaker({
    ...{ failureThreshold: 2, resetTimeoutMs: 100, resetJitterRatio: 0, successThreshold: 1, clock },
    ...{ rememberFailures: 2 },
    ...options,
  })
const down = new Error('down')
const failed = (at: number, error: unknown = down): object => ({ at, error })

describe('the report of a circuit', () => {
  it('has its latest failures with their errors, and the times of its last opening and probe', async () => {
    const breaker = create()
    expect(breaker.report()).toEqual({ state: 'closed', failures: [] })
    const start = clock.now()
    breaker.acquire()?.release('failure', start, down)
    breaker.acquire()?.release('failure', start + 1)
    const opened = { state: 'open', openedAt: start + 1 }
    expect(breaker.report()).toEqual({
      ...opened,
      failures: [failed(start), { at: start + 1, error: undefined }],
    })
    await clock.advance(101)
    const probe = breaker.acquire()
    const probedAt = start + 101
    expect(breaker.report()).toMatchObject({ ...opened, state: 'half-open', probedAt })
    probe?.release('failure', probedAt, 'text')
    expect(breaker.report()).toEqual({
      ...{ state: 'open', openedAt: probedAt, probedAt },
      failures: [{ at: start + 1, error: undefined }, failed(probedAt, 'text')],
    })
    await clock.advance(100)
    breaker.acquire()?.release('success')
    expect(breaker.report()).toEqual({ state: 'closed', failures: [] })
  })

  it('tells a trial before the open time is over, and each of several probes', async () => {
    const breaker = create()
    breaker.trip()
    const start = clock.now()
    await clock.advance(10)
    breaker.trial()?.release('neutral')
    expect(breaker.report()).toMatchObject({ state: 'open', openedAt: start, probedAt: start + 10 })
    await clock.advance(90)
    breaker.acquire()?.release('neutral')
    await clock.advance(5)
    breaker.acquire()?.release('neutral')
    expect(breaker.report()).toMatchObject({ state: 'half-open', openedAt: start, probedAt: start + 105 })
  })

  it('counts nothing that counts nowhere: neutral ends, and those from before the last transition', () => {
    const breaker = create()
    const late = breaker.acquire()
    breaker.acquire()?.release('neutral', clock.now(), down)
    breaker.acquire()?.release('success')
    breaker.reset()
    late?.release('failure', clock.now(), down)
    expect(breaker.report().failures).toEqual([])
  })

  it('has what calls that it makes itself failed with', async () => {
    const breaker = create()
    const refused = Object.assign(new Error('refused'), { status: 503 })
    await expect(breaker.execute(() => Promise.reject(refused))).rejects.toBe(refused)
    expect(breaker.report().failures).toEqual([failed(clock.now(), refused)])
  })

  it('has no failures unless it is to remember them, and is a copy', () => {
    const without = create({ rememberFailures: 0 })
    without.acquire()?.release('failure', clock.now(), down)
    expect(without.report().failures).toEqual([])
    const breaker = create()
    breaker.acquire()?.release('failure', clock.now(), down)
    ;(breaker.report().failures as unknown[]).pop()
    expect(breaker.report().failures).toHaveLength(1)
  })

  it('forgets everything when the circuit is reset', () => {
    const breaker = create()
    for (let count = 0; count < 2; count += 1) breaker.acquire()?.release('failure', clock.now(), down)
    breaker.reset()
    expect(breaker.report()).toEqual({ state: 'closed', failures: [] })
  })
})

it('rememberFailures is a whole number', () => {
  expect(() => create({ rememberFailures: 1.5 })).toThrow(
    'createCircuitBreaker: "rememberFailures" must be a whole number within [0, ∞), got 1.5',
  )
})
