import {
  CircuitState,
  ConsecutiveBreaker,
  SamplingBreaker,
  circuitBreaker,
  handleAll,
  handleWhen,
  timeout,
  TimeoutStrategy,
  type CircuitBreakerPolicy,
} from 'cockatiel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createCircuitBreaker, failureRatio } from './index.ts'
import { hangs, rejects, setDueScene, setScene } from './test/scene.ts'

/** A raw policy that is open and due. */
async function duePolicy(): Promise<CircuitBreakerPolicy> {
  vi.useFakeTimers()
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(1) })
  await rejects(policy.execute(() => Promise.reject(new Error('no'))))
  vi.advanceTimersByTime(1000)
  return policy
}

/** True when the promise is settled by the time everything that can run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  promise.then(
    () => void (settled = true),
    () => void (settled = true),
  )
  await vi.advanceTimersByTimeAsync(3_600_000)
  return settled
}

afterEach(() => {
  vi.useRealTimers()
})

describe('what raw cockatiel does and we do not', () => {
  it('keeps callers waiting behind a hung probe, even when they abort; ours rejects them at once', async () => {
    const policy = await duePolicy()
    void policy.execute(hangs)
    const caller = new AbortController()
    const parked = policy.execute(() => 1, caller.signal)
    caller.abort()
    expect(await isSettled(parked)).toBe(false)
    vi.useRealTimers()
    const { breaker } = await setDueScene(createCircuitBreaker)
    expect(breaker.acquire()).not.toBeNull()
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({ code: 'circuit-open' })
  })

  it('closes on a probe that its caller aborted; ours takes it as neutral', async () => {
    const policy = await duePolicy()
    vi.useRealTimers()
    const filtered = circuitBreaker(
      handleWhen(() => false),
      {
        halfOpenAfter: 0,
        breaker: new ConsecutiveBreaker(1),
        initialState: policy.toJSON(),
      },
    )
    await rejects(filtered.execute(() => Promise.reject(new DOMException('gone', 'AbortError'))))
    expect(filtered.state).toBe(CircuitState.Closed)
    const { breaker } = await setDueScene(createCircuitBreaker, { successThreshold: 1 })
    const caller = new AbortController()
    const probe = rejects(breaker.execute(hangs, { signal: caller.signal }))
    caller.abort()
    await probe
    expect(breaker.state).toBe('half-open')
  })

  it('reopens on a failure from before it opened; ours ignores that', async () => {
    vi.useFakeTimers()
    const policy = circuitBreaker(handleAll, { halfOpenAfter: 1000, breaker: new ConsecutiveBreaker(1) })
    let fail: (error: Error) => void = () => undefined
    const early = rejects(policy.execute(() => new Promise((_, reject) => (fail = reject))))
    await rejects(policy.execute(() => Promise.reject(new Error('no'))))
    vi.advanceTimersByTime(1000)
    const probe = policy.execute(hangs)
    void probe
    expect(policy.state).toBe(CircuitState.HalfOpen)
    fail(new Error('late'))
    await early
    expect(policy.state).toBe(CircuitState.Open)
    // Ours: "does not open again on failures that began before it opened".
  })

  it('aborts the signal of a call that has returned; ours does not', async () => {
    const policy = timeout(1000, TimeoutStrategy.Cooperative)
    const signal = await policy.execute(({ signal: given }) => given)
    expect(signal.aborted).toBe(true)
    const { breaker, clock } = setScene(createCircuitBreaker)
    const own = await breaker.execute((context) => context.signal)
    await clock.advance(1_000_000)
    expect(own.aborted).toBe(false)
  })

  it('counts failures of an hour ago in its sampling breaker; our ratio does not', () => {
    vi.useFakeTimers()
    const sampling = new SamplingBreaker({ threshold: 0.5, duration: 5000, minimumRps: 1 })
    for (let call = 0; call < 20; call += 1) sampling.failure(CircuitState.HalfOpen)
    vi.advanceTimersByTime(3_600_000)
    for (let call = 0; call < 15; call += 1) sampling.success(CircuitState.Closed)
    expect(sampling.failure(CircuitState.Closed)).toBe(true)
    const counter = failureRatio({ ratio: 0.5, windowMs: 5000, minimumCalls: 5 }).createCounter()
    for (let call = 0; call < 20; call += 1) counter.failure(0, 1)
    for (let call = 0; call < 15; call += 1) counter.success(3_600_000, 1)
    expect(counter.failure(3_600_000, 1)).toBe(false)
  })

  it('cannot release an isolation that was restored; ours can (see snapshots)', () => {
    const options = { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(1) }
    const first = circuitBreaker(handleAll, options)
    first.isolate()
    const restored = circuitBreaker(handleAll, { ...options, initialState: structuredClone(first.toJSON()) })
    restored.isolate().dispose()
    expect(restored.state).toBe(CircuitState.Isolated)
  })
})
