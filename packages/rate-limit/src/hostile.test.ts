import type { LimitReport, Outcome } from '@llm-balancer/core'
import { callFacts, createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { RateLimitedError, rateLimit } from './index.ts'
import type { Booking, CallCost, RateLimiter, RateLimitOptions } from './index.ts'

const start = 1_795_000_000_000
const minuteMs = 60_000
const limiter = (options: RateLimitOptions = {}): RateLimiter =>
  rateLimit({ ...options, clock: createFakeClock(start) })
const leftOf = (guard: RateLimiter): number | undefined => guard.toJSON().limits[0]?.left
const kinds: readonly (readonly [string, RateLimitOptions])[] = [
  ['a bucket', {}],
  ['an exact limit', { exact: true }],
]

describe('numbers that make no sense', () => {
  const numbers: readonly unknown[] = [NaN, Infinity, -Infinity, -5, 1e308, '12', null, {}]

  it.each(kinds)('of what calls use leave the level of %s as exact as it was', (_, options) => {
    for (const used of numbers) {
      const guard = limiter({ tokensPerMinute: 1000, ...options })
      guard.tryReserve({ inputTokens: 10 })?.settle({ inputTokens: used as number, outputTokens: 0 })
      const left = leftOf(guard)
      expect([used, Number.isSafeInteger(left)]).toEqual([used, true])
      expect(left).toBeLessThanOrEqual(1000)
      const later = guard.availableAt(start, callFacts())
      expect([used, Number.isFinite(later)]).toEqual([used, true])
    }
  })

  it.each(kinds)('of what calls are expected to use do not switch %s off', (_, options) => {
    for (const expected of numbers) {
      const guard = limiter({ tokensPerMinute: 1000, ...options })
      const call = callFacts({ inputTokens: expected as number })
      guard
        .acquire(start, call)
        ?.release({ type: 'success', durationMs: 1, usage: { inputTokens: 900 } }, start)
      const calls = Array.from({ length: 50 }, () => guard.acquire(start, callFacts({ inputTokens: 100 })))
      // The correction of estimates goes down to a tenth.
      expect(calls.filter((one) => one !== null).length).toBeLessThanOrEqual(10)
      expect(leftOf(guard)).not.toBeNaN()
    }
  })

  it.each([() => NaN, () => Infinity, () => -1, () => '40' as never, () => undefined as never])(
    'of a tokenizer count as unknown, or as the most that a call may use: %s',
    (countTokens) => {
      const guard = limiter({ tokensPerMinute: 1000, countTokens })
      guard.tryReserve({ text: 'Hi' })?.settle({ inputTokens: 40, outputTokens: 0 })
      guard.tryReserve({ text: 'Hi' })?.settle({ inputTokens: 40, outputTokens: 0 })
      expect(guard.toJSON().limits[0]?.left).toBeLessThanOrEqual(1000)
      expect(Number.isFinite(guard.availableAt(start + 1e9, { inputTokens: 40 }))).toBe(true)
    },
  )

  it('of a hint are no hint', () => {
    const nextAfter = (retryAfterMs?: number): number => {
      const guard = limiter({ requestsPerMinute: 60 })
      const refusal = { type: 'failure', kind: 'rate-limit', scope: 'key', durationMs: 1 } as const
      guard.acquire(start)?.release({ ...refusal, retryAfterMs } as Outcome, start)
      return guard.availableAt(start)
    }
    for (const hint of [NaN, -1, -Infinity, 'soon' as never]) expect(nextAfter(hint)).toBe(nextAfter())
  })

  it('of reports are ignored, and so are unknown units and values that are no lists', () => {
    const usual: LimitReport = {
      unit: 'requests',
      limit: 100,
      remaining: 50,
      resetMs: 1000,
      windowMs: minuteMs,
    }
    for (const name of ['unit', 'limit', 'remaining', 'resetMs', 'windowMs'])
      for (const value of [NaN, -1, 1e308, 'a', null, {}]) {
        const guard = limiter({ requestsPerMinute: 600, burstMs: minuteMs })
        const reservation = guard.tryReserve()
        reservation?.observe({ limits: [{ ...usual, [name]: value }] })
        reservation?.observe({ limits: [null, 7, 'limit'] as never })
        reservation?.observe({ limits: 'limits' as never })
        reservation?.settle()
        expect(guard.toJSON().limits).toMatchObject([{ unit: 'requests', limit: 600, left: 599 }])
      }
  })

  it('of times far away still have a next one', () => {
    for (const at of [1e14, 1e16, 8.5e15]) {
      const clock = createFakeClock(at)
      const guard = rateLimit({ requestsPerMinute: 7, burstMs: 1, clock })
      guard.acquire(at)
      expect(guard.availableAt(at)).toBeGreaterThan(at)
    }
    const guard = limiter({ tokensPerMinute: 7 })
    guard.tryReserve({ inputTokens: 1e12 })
    expect(Number.isFinite(guard.availableAt(start))).toBe(true)
  })
})

describe('an estimate that is far off', () => {
  it('corrects those of other calls for a few of them only', () => {
    const guard = limiter({ tokensPerMinute: 1e9, burstMs: minuteMs })
    const call = (expected: number): void => {
      guard.tryReserve({ inputTokens: expected })?.settle({ inputTokens: 900, outputTokens: 0 })
    }
    call(1e12)
    for (let calls = 0; calls < 60; calls += 1) call(900)
    const before = leftOf(guard) ?? 0
    guard.tryReserve({ inputTokens: 900 })
    expect(before - (leftOf(guard) ?? 0)).toBeGreaterThan(600)
  })
})

describe('a vendor that reports ever new limits', () => {
  it('makes no more of them than there are of good ones', () => {
    const guard = limiter()
    for (let windowMs = 1000; windowMs < 2_000_000; windowMs += 1000) {
      const reservation = guard.tryReserve()
      reservation?.observe({
        limits: [{ unit: 'requests', limit: 1e6, remaining: 1e6, resetMs: 10, windowMs }],
      })
      reservation?.settle()
    }
    expect(guard.toJSON().limits.length).toBeLessThanOrEqual(16)
    expect(guard.headroom().length).toBeLessThanOrEqual(16)
  })

  it('keeps no fixed window open for longer than it is', () => {
    const guard = limiter({ requestsPerMinute: 60, burstMs: minuteMs })
    const report = (remaining: number, resetMs: number): void => {
      const reservation = guard.acquire(start)
      const limits: readonly LimitReport[] = [
        { unit: 'requests', limit: 60, remaining, resetMs, windowMs: minuteMs },
      ]
      reservation?.observe({ limits }, start)
      reservation?.release({ type: 'success', durationMs: 1 }, start)
    }
    report(59, 40_000)
    report(58, 40_000)
    expect(guard.toJSON().limits[0]?.kind).toBe('fixed-window')
    report(0, 80_000_000)
    expect(guard.availableAt(start)).toBe(start + minuteMs)
  })
})

describe('calls that were reserved and never made', () => {
  it('do not count as sent since a report', () => {
    const guard = limiter({ requestsPerMinute: 1000, tokensPerMinute: 100_000, burstMs: minuteMs })
    const first = guard.tryReserve({ inputTokens: 10 })
    for (let count = 0; count < 500; count += 1) guard.tryReserve({ inputTokens: 100 })?.cancel()
    first?.observe({
      limits: [
        { unit: 'requests', limit: 1000, remaining: 990, resetMs: 600 },
        { unit: 'tokens', limit: 100_000, remaining: 99_000, resetMs: 600 },
      ],
    })
    expect(guard.toJSON().limits.map(({ left }) => left)).toEqual([990, 99_000])
  })

  it.each<[NonNullable<Booking['tokens']>, keyof CallCost]>([
    ['usage', 'inputTokens'],
    ['arrival', 'inputTokens'],
    ['arrival', 'outputTokens'],
  ])('do not count as given back when another one reports: %s, %s', (tokens, name) => {
    const limits = { requestsPerMinute: 1000, tokensPerMinute: 100_000 }
    const guard = limiter({ ...limits, burstMs: minuteMs, booking: { tokens } })
    const never = Array.from({ length: 5 }, () => guard.tryReserve({ [name]: 100 }))
    const reporting = guard.tryReserve({ [name]: 10 })
    for (const reservation of never) reservation?.cancel()
    reporting?.observe({
      limits: [
        { unit: 'requests', limit: 1000, remaining: 900, resetMs: 6000 },
        { unit: 'tokens', limit: 100_000, remaining: 90_000, resetMs: 6000 },
      ],
    })
    expect(guard.toJSON().limits.map(({ left }) => left)).toEqual([900, 90_000])
  })
})

describe('calls that could never begin', () => {
  it('are refused at once where a limit is 0', async () => {
    const guard = limiter({ requestsPerMinute: 0 })
    await expect(guard.schedule(() => 'done')).rejects.toBeInstanceOf(RateLimitedError)
  })

  it('are refused when the plan turns out to exclude them while they wait', async () => {
    const guard = limiter({ concurrency: 1 })
    const reservation = guard.tryReserve()
    const waiting = guard.schedule(() => 'done')
    reservation?.observe({ limits: [{ unit: 'requests', limit: 0 }] })
    reservation?.release({ type: 'failure', kind: 'quota', scope: 'key', durationMs: 1 })
    await expect(waiting).rejects.toThrow('the plan does not include it')
    expect(guard.toJSON()).toMatchObject({ waiting: 0, inFlight: 0 })
  })

  it('may begin after a failure that says nothing of the plan, whatever its headers say', () => {
    for (const kind of ['server', 'overloaded', 'network', 'invalid-response'] as const) {
      const guard = limiter()
      const reservation = guard.tryReserve()
      reservation?.observe({ limits: [{ unit: 'requests', limit: 0 }] })
      reservation?.release({ type: 'failure', kind, scope: 'target', durationMs: 1 })
      expect([kind, guard.name]).toEqual([kind, 'rate-limit'])
    }
  })
})

describe('a reader of headers that throws', () => {
  it('does not break the scheduled call whose headers it was to read', async () => {
    const guard = limiter({
      readLimits: () => {
        throw new Error('broken')
      },
    })
    const answer = guard.schedule(({ report }) => {
      report({ headers: { 'x-limit': '1' } })
      return new Response('done', { headers: { 'x-limit': '1' } })
    })
    expect(await (await answer).text()).toBe('done')
    expect(guard.toJSON().inFlight).toBe(0)
  })
})
