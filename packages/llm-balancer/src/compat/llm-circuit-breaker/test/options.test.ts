import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { LLMCircuitBreaker } from '../index.ts'
import type { CircuitBreakerState } from '../index.ts'
import { httpScene, type Step } from './http-scene.ts'

// What the README of `llm-circuit-breaker` says about its options and its state.

const noRetry = { maxRetries: 0 }

it('needs no options at all', () => {
  const state = new LLMCircuitBreaker().getState()
  expect(state).toEqual({
    status: 'CLOSED',
    failures: 0,
    successes: 0,
    lastFailure: null,
    nextAttempt: null,
  })
})

describe('the options of the circuit', () => {
  it('failureThreshold: 5 failed calls open it, however often each was retried', async () => {
    const { breaker, fail, requests } = httpScene({ retry: { maxRetries: 1 } }, 500)
    const seen: CircuitBreakerState[] = []
    for (let number = 0; number < 5; number += 1) {
      const failing = breaker.circuit.on('opened', () => seen.push(breaker.getState()))
      await fail()
      failing()
      if (number < 4) expect(breaker.getState().status).toBe('CLOSED')
    }
    expect(seen).toMatchObject([{ status: 'OPEN', failures: 5 }])
    expect(requests).toHaveLength(9)
  })

  it('failureThreshold: a success in between starts the count anew, and so does a minute without a failure', async () => {
    const { breaker, call, steps, clock } = httpScene({
      circuitBreaker: { failureThreshold: 2 },
      retry: noRetry,
    })
    const failed = (): number => breaker.getState().failures
    steps.push(500, 200, 500)
    for (const count of [1, 0, 1]) {
      await call().catch(() => {})
      expect(failed()).toBe(count)
    }
    await clock.advance(60_001)
    steps.push(500)
    await rejection(call())
    expect(breaker.getState()).toMatchObject({ status: 'CLOSED', failures: 1 })
  })

  it('resetTimeout: stays open for 30 s, and `nextAttempt` says until when', async () => {
    const { breaker, call, open, clock, requests } = httpScene({ retry: noRetry })
    await open()
    expect(requests).toHaveLength(5)
    expect(breaker.getState()).toEqual({
      status: 'OPEN',
      failures: 5,
      successes: 0,
      lastFailure: clock.now(),
      nextAttempt: clock.now() + 30_000,
    })
    await clock.advance(29_999)
    expect(await rejection(call())).toMatchObject({
      name: 'CircuitOpenError',
      retryAfterMs: 1,
      message: 'llm-circuit-breaker: circuit is open, retry in 1 ms',
    })
    expect(requests).toHaveLength(5)
    await clock.advance(1)
    expect(await call()).toEqual({ ok: true })
  })

  it('successThreshold: 3 successful probes close it, a failed one opens it again', async () => {
    const { breaker, call, open, clock, steps } = httpScene({ retry: noRetry })
    await open()
    await clock.advance(30_000)
    await call()
    expect(breaker.getState()).toMatchObject({ status: 'HALF_OPEN', successes: 1, nextAttempt: null })
    steps.push(500)
    await rejection(call())
    expect(breaker.getState()).toMatchObject({ status: 'OPEN', successes: 0 })
    await clock.advance(30_000)
    for (const successes of [1, 2]) {
      await call()
      expect(breaker.getState()).toMatchObject({ status: 'HALF_OPEN', successes })
    }
    await call()
    expect(breaker.getState()).toEqual({
      status: 'CLOSED',
      failures: 0,
      successes: 0,
      lastFailure: null,
      nextAttempt: null,
    })
  })

  it('lastFailure: the time of the last failing call, probes included', async () => {
    const { breaker, call, open, clock, steps } = httpScene({ retry: noRetry })
    await open()
    await clock.advance(30_000)
    steps.push(500)
    await rejection(call())
    expect(breaker.getState().lastFailure).toBe(clock.now())
    await clock.advance(1000)
    await rejection(call())
    expect(breaker.getState().lastFailure).toBe(clock.now() - 1000)
  })

  it('timeout: an attempt has 10 s, the reading of its body included', async () => {
    const { fail, requests, breaker } = httpScene({ retry: { maxRetries: 1, initialDelay: 0 } }, 'hang')
    expect(await fail()).toMatchObject({
      message: 'api.example.com: no answer within 10000 ms',
      kind: 'timeout',
    })
    expect(requests.map(({ at }) => at - (requests[0]?.at ?? 0))).toEqual([0, 10_000])
    expect(requests[0]?.init.signal?.aborted).toBe(true)
    expect(breaker.getState().failures).toBe(1)
    const deaf = httpScene({
      retry: noRetry,
      fetch: () => Promise.resolve(new Response(new ReadableStream())),
    })
    expect(await deaf.fail()).toMatchObject({ kind: 'timeout' })
  })

  it('timeout: 0 means no limit', async () => {
    const { call, clock } = httpScene({ circuitBreaker: { timeout: 0 } }, 'hang')
    const controller = new AbortController()
    const calling = call({ signal: controller.signal })
    await clock.advance(600_000)
    controller.abort()
    expect(await rejection(calling)).toMatchObject({ name: 'AbortError' })
  })
})

describe('the options of retries', () => {
  const waits = async (scene: ReturnType<typeof httpScene>): Promise<number[]> => {
    await scene.fail()
    const times = scene.requests.map(({ at }) => at)
    return times.slice(1).map((at, index) => at - (times[index] ?? 0))
  }

  it('maxRetries, initialDelay, backoffFactor: 3 more after 1, 2 and 4 s', async () => {
    expect(await waits(httpScene({}, 500))).toEqual([1000, 2000, 4000])
  })

  it('maxDelay: no wait is longer than 30 s', async () => {
    const retry = { maxRetries: 6, initialDelay: 5000 }
    expect(await waits(httpScene({ retry }, 500))).toEqual([5000, 10_000, 20_000, 30_000, 30_000, 30_000])
    const short = { maxRetries: 3, maxDelay: 1500, backoffFactor: 1.2 }
    expect(await waits(httpScene({ retry: short }, 500))).toEqual([1000, 1200, 1440])
  })

  it.each<[Step, number]>([
    [429, 4],
    [500, 4],
    [502, 4],
    [503, 4],
    [504, 4],
    ['refuse', 4],
    ['hang', 4],
    [{ status: 200, body: '{"cut":' }, 4],
    [400, 1],
    [401, 1],
    [403, 1],
    [404, 1],
    [422, 1],
    [501, 1],
    [{ status: 429, body: '{"error":{"code":"insufficient_quota"}}' }, 1],
  ])('retryOnStatusCodes: %j is sent %i times', async (step, times) => {
    const { fail, requests } = httpScene({}, step)
    await fail()
    expect(requests).toHaveLength(times)
  })

  it('retryOnStatusCodes: a list takes the place of the usual one', async () => {
    const { fail, requests, steps } = httpScene({ retry: { retryOnStatusCodes: [418] } })
    steps.push(418, 503)
    expect(await fail()).toMatchObject({ status: 503 })
    expect(requests).toHaveLength(2)
  })

  it('retryOnStatusCodes: an empty list means no status, and failures without an answer are still retried', async () => {
    const retry = { retryOnStatusCodes: [] }
    const refused = httpScene({ retry }, 503)
    await refused.fail()
    expect(refused.requests).toHaveLength(1)
    const broken = httpScene({ retry }, 'refuse')
    await broken.fail()
    expect(broken.requests).toHaveLength(4)
  })
})
