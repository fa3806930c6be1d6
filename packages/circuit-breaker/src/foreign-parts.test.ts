import { describe, expect, it } from 'vitest'
import { createCircuitBreaker, type CircuitEvent, type TripCounter } from './index.ts'
import { rejects, setDueScene, setScene } from './test/scene.ts'
import { chunks, readAll } from './test/streams.ts'

const failuresOf = (events: readonly CircuitEvent[]): unknown[] =>
  events.filter(({ type }) => type === 'listener-failed')

describe('what a user brings along changes nothing when it fails', () => {
  const broken = new Error('mine')
  const throws = (): never => {
    throw broken
  }

  it('a trip policy whose counter throws: the call does not count', async () => {
    const counter: TripCounter = {
      success: throws,
      failure: throws,
      reset: throws,
      toJSON: () => undefined,
      restore: () => undefined,
    }
    const { breaker, clock, events } = setScene(createCircuitBreaker, {
      failureThreshold: undefined as never,
      trip: { createCounter: () => counter },
    })
    expect(await breaker.execute(() => 1)).toBe(1)
    const error = new Error('service')
    expect(await rejects(breaker.execute(() => Promise.reject(error)))).toBe(error)
    expect(breaker.state).toBe('closed')
    breaker.trip()
    breaker.reset()
    expect(breaker.state).toBe('closed')
    const at = clock.now()
    const report = { type: 'listener-failed', at, event: 'trip', error: broken }
    expect(failuresOf(events)).toEqual([report, report, report])
  })

  it('a trip policy whose counter gives no boolean: nothing opens', async () => {
    const counter = { failure: () => 'yes', success: throws, reset: throws, toJSON: throws, restore: throws }
    const { breaker } = setScene(createCircuitBreaker, {
      failureThreshold: undefined as never,
      trip: { createCounter: () => counter as never },
    })
    await rejects(breaker.execute(() => Promise.reject(new Error('service'))))
    expect(breaker.state).toBe('closed')
  })

  it('an open time that throws: it is 30 s, and an event says so', async () => {
    const { breaker, clock, end, events } = setScene(createCircuitBreaker, {
      resetTimeoutMs: throws as never,
    })
    end('failure', 3)
    expect(breaker.availableAt()).toBe(clock.now() + 30_000)
    expect(failuresOf(events)).toEqual([
      { type: 'listener-failed', at: clock.now(), event: 'resetTimeoutMs', error: broken },
    ])
  })

  it('a `classify` that gives no verdict: the built-in judgement decides, and an event says so', async () => {
    const verdicts = ['fail', Promise.resolve('failure'), null, undefined]
    const { breaker, clock, events } = setScene(createCircuitBreaker, {
      failureThreshold: 1,
      classify: () => verdicts.shift() as never,
    })
    for (let call = 0; call < 4; call += 1) await breaker.execute(() => call)
    expect(breaker.state).toBe('closed')
    const report = { type: 'listener-failed', at: clock.now(), event: 'classify' }
    expect(failuresOf(events)).toMatchObject([report, report, report])
    expect(failuresOf(events)[0]).toMatchObject({
      error: new TypeError('"classify" must give a verdict or undefined, got a string'),
    })
  })

  it('an `isFinal` that throws: the stream ends with that error, is closed, and is neutral', async () => {
    const { breaker } = await setDueScene(createCircuitBreaker)
    let signal: AbortSignal | undefined
    const stream = breaker.executeStream((context) => ((signal = context.signal), chunks('a', 'b')), {
      isFinal: throws,
    })
    expect(await rejects(readAll(stream))).toBe(broken)
    expect(signal?.aborted).toBe(true)
    expect(breaker.state).toBe('half-open')
    expect(breaker.acquire()).not.toBeNull()
  })

  it('a result whose properties cannot be read: the call has succeeded', async () => {
    const { breaker } = await setDueScene(createCircuitBreaker, { successThreshold: 1 })
    const hostile = Object.defineProperty({ ok: false, headers: {} }, 'status', { get: throws })
    expect(await breaker.execute(() => hostile)).toBe(hostile)
    expect(breaker.state).toBe('closed')
  })

  it('a hint of the server that is no time: it is ignored', () => {
    for (const retryAfterMs of [Number.NaN, -5, 0]) {
      const { breaker, clock, permit, end } = setScene(createCircuitBreaker)
      permit().release({ type: 'failure', kind: 'server', scope: 'target', durationMs: 1, retryAfterMs })
      end('failure', 2)
      expect(breaker.availableAt()).toBe(clock.now() + 1000)
    }
  })

  it('a listener that opens the circuit as often as it half-opens: the call is rejected', async () => {
    const { breaker } = setScene(createCircuitBreaker, { resetTimeoutMs: 0 })
    breaker.on('half-opened', () => {
      breaker.trip()
    })
    breaker.trip()
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({ code: 'circuit-open' })
  })
})
