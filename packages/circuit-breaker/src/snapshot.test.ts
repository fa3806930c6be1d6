import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, type CircuitBreaker, type ExportedCircuit } from './index.ts'

/** A snapshot as another process reads it. */
const carryOver = (state: ExportedCircuit): ExportedCircuit =>
  JSON.parse(JSON.stringify(state)) as ExportedCircuit

const options = {
  failureThreshold: 2,
  resetTimeoutMs: { baseMs: 100, factor: 2 },
  resetJitterRatio: 0,
  successThreshold: 1,
}

const createFrom = (clock: FakeClock, initialState?: ExportedCircuit): CircuitBreaker =>
  createCircuitBreaker({ ...options, clock, ...(initialState && { initialState }) })

describe('a snapshot', () => {
  it('is plain data: the state, the openings, the time of the next probe and the counts', () => {
    const clock = createFakeClock()
    const breaker = createFrom(clock)
    expect(breaker.toJSON()).toEqual({ state: 'closed', openings: 0, openUntil: 0 })
    expect(breaker.exportState()).toEqual({ version: 1, ...breaker.toJSON() })
    expect(breaker.toJSON()).not.toHaveProperty('counts')
    breaker.acquire()?.release('failure')
    const { counts } = breaker.toJSON()
    expect(counts).toEqual({ newest: expect.any(Number) as number, cells: expect.any(Array) as unknown[] })
    breaker.acquire()?.release('failure')
    const open = { state: 'open', openings: 1, openUntil: clock.now() + 100 }
    expect(breaker.toJSON()).toMatchObject(open)
    breaker.isolate()
    expect(breaker.toJSON()).toMatchObject({ state: 'isolated', openings: 1, openUntil: 0 })
  })

  it('carries the failures so far, the open time and its growth over', async () => {
    const clock = createFakeClock()
    const first = createFrom(clock)
    first.acquire()?.release('failure')
    const second = createFrom(clock, carryOver(first.exportState()))
    second.acquire()?.release('failure')
    expect(second.state).toBe('open')
    const third = createFrom(clock, carryOver(second.exportState()))
    expect(third.availableAt()).toBe(clock.now() + 100)
    await clock.advance(100)
    expect(third.acquire()).not.toBeNull()
    const fourth = createFrom(clock, carryOver(third.exportState()))
    expect(fourth.state).toBe('open')
    fourth.acquire()?.release('failure')
    expect(fourth.availableAt()).toBe(clock.now() + 200)
  })

  it('of a half-open circuit is that of an open one that is due', async () => {
    const clock = createFakeClock()
    const breaker = createFrom(clock)
    breaker.trip()
    await clock.advance(100)
    breaker.acquire()
    expect(breaker.state).toBe('half-open')
    expect(breaker.toJSON()).toMatchObject({ state: 'open', openings: 1, openUntil: 0 })
  })

  it('continues the growth of the open time, after any number of openings', () => {
    const clock = createFakeClock()
    const resetTimeoutMs = { baseMs: 10, factor: 2, maxMs: 10_000 }
    const initialState = { version: 1, state: 'open', openings: 4, openUntil: 0 } as const
    const breaker = createCircuitBreaker({ clock, resetTimeoutMs, resetJitterRatio: 0, initialState })
    breaker.acquire()?.release('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 160)
    expect(breaker.toJSON().openings).toBe(5)
    const many = createCircuitBreaker({ clock, initialState: { ...initialState, openings: 5000 } })
    expect(many.toJSON().openings).toBe(5000)
  })

  it('of an isolated circuit is reset like any other', () => {
    const first = createCircuitBreaker()
    first.isolate()
    const second = createCircuitBreaker({ initialState: carryOver(first.exportState()) })
    expect(second.state).toBe('isolated')
    expect(second.availableAt()).toBe(Infinity)
    second.reset()
    expect(second.state).toBe('closed')
    expect(second.acquire()).not.toBeNull()
  })

  it('of another clock keeps the circuit open for the longest of its open times at most', () => {
    const clock = createFakeClock()
    const initialState = { version: 1, state: 'open', openings: 1, openUntil: 9e15 } as const
    const asked = createCircuitBreaker({ clock, initialState: { ...initialState, openings: 1e9 } })
    expect(asked.availableAt()).toBe(clock.now() + 300_000)
    const own = createCircuitBreaker({ clock, initialState, resetTimeoutMs: 700, maxRetryAfterMs: 500 })
    expect(own.availableAt()).toBe(clock.now() + 700 * 1.2)
    const hinted = createCircuitBreaker({ clock, initialState, resetTimeoutMs: 500, maxRetryAfterMs: 700 })
    expect(hinted.availableAt()).toBe(clock.now() + 700)
  })

  it('is restored in silence', () => {
    const clock = createFakeClock()
    const breaker = createFrom(clock, { version: 1, state: 'open', openings: 1, openUntil: clock.now() + 50 })
    expect(breaker.state).toBe('open')
    expect(breaker.acquire()).toBeNull()
    expect(breaker.availableAt()).toBe(clock.now() + 50)
  })
})
