import type { LimitReport, Outcome } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { rateLimit, type RateLimiter, type RateLimiterState, type RateLimitOptions } from './index.ts'

const start = Date.UTC(2026, 10, 29, 12)
const minuteMs = 60_000
const hourMs = 3_600_000
const success: Outcome = { type: 'success', durationMs: 1 }
const refusal = (retryAfterMs: number): Outcome => ({
  type: 'failure',
  kind: 'rate-limit',
  scope: 'key',
  durationMs: 1,
  retryAfterMs,
})
const requests = (limit: number, remaining: number, resetMs: number): LimitReport => ({
  unit: 'requests',
  limit,
  remaining,
  resetMs,
  windowMs: minuteMs,
})
const limiterAt = (at: number, options: RateLimitOptions): RateLimiter =>
  rateLimit({ ...options, clock: createFakeClock(at) })
/** The same limiter in a process that begins later, with what was written to a file. */
const restarted = (before: RateLimiter, afterMs: number, options: RateLimitOptions): RateLimiter => {
  const initialState = JSON.parse(JSON.stringify(before.exportState())) as RateLimiterState
  return limiterAt(start + afterMs, { ...options, initialState })
}
const room = (guard: RateLimiter): number => {
  let calls = 0
  while (calls < 2000 && guard.tryReserve() !== null) calls += 1
  return calls
}

describe('a limiter after a restart', () => {
  const options = { requestsPerMinute: 60, burstMs: minuteMs }

  it('has no more left than before, and what came back meanwhile', () => {
    const before = limiterAt(start, options)
    expect(room(before)).toBe(60)
    expect(room(restarted(before, 0, options))).toBe(0)
    expect(room(restarted(before, 10_000, options))).toBe(10)
    expect(room(restarted(before, hourMs, options))).toBe(60)
  })

  it('knows what each exact limit has let through, and when', async () => {
    const exact = { requestsPerMinute: 60, exact: true }
    const clock = createFakeClock(start)
    const before = rateLimit({ ...exact, clock })
    for (let calls = 0; calls < 40; calls += 1) before.tryReserve()
    await clock.advance(30_000)
    expect(room(before)).toBe(20)
    expect(room(restarted(before, 30_000, exact))).toBe(0)
    expect(room(restarted(before, minuteMs, exact))).toBe(40)
    expect(room(restarted(before, 2 * minuteMs, exact))).toBe(60)
  })

  it("goes on with the same day, and begins the next one anew, where the vendor's day has a time", () => {
    const daily = { requestsPerDay: 50, resetsAt: '00:00 UTC' }
    const before = limiterAt(start, daily)
    expect(room(before)).toBe(50)
    expect(room(restarted(before, 11 * hourMs, daily))).toBe(0)
    expect(room(restarted(before, 13 * hourMs, daily))).toBe(50)
  })

  it('knows the limits that the vendor reported, and how they are reset', () => {
    const before = limiterAt(start, {})
    for (const remaining of [99, 98]) {
      const reservation = before.tryReserve()
      reservation?.observe({ limits: [requests(100, remaining, 40_000)] })
      reservation?.release(success)
    }
    expect(before.toJSON().limits).toMatchObject([{ kind: 'fixed-window', left: 98 }])
    const after = restarted(before, 20_000, {})
    expect(after.toJSON().limits).toEqual([
      {
        unit: 'requests',
        limit: 100,
        windowMs: minuteMs,
        left: 98,
        source: 'reported',
        kind: 'fixed-window',
        resetAt: start + 40_000,
      },
    ])
    expect(room(after)).toBe(98)
    expect(room(restarted(before, 41_000, {}))).toBe(100)
  })

  it("keeps the vendor's number where it is below its user's own, unless it is not to learn", () => {
    const before = limiterAt(start, options)
    const reservation = before.tryReserve()
    reservation?.observe({ limits: [requests(30, 29, 2000)] })
    reservation?.release(success)
    const limitOf = (given: RateLimitOptions): number | undefined =>
      restarted(before, 0, given).toJSON().limits[0]?.limit
    expect(limitOf(options)).toBe(30)
    expect(limitOf({ ...options, requestsPerMinute: 20 })).toBe(20)
    expect(limitOf({ ...options, learn: false })).toBe(60)
  })

  it('goes by the new numbers of its user where those have changed', () => {
    const before = limiterAt(start, options)
    for (let calls = 0; calls < 50; calls += 1) before.tryReserve()
    const after = restarted(before, 0, { ...options, requestsPerMinute: 600, tokensPerMinute: 1000 })
    expect(after.toJSON().limits).toMatchObject([
      { unit: 'requests', limit: 600, left: 550 },
      { unit: 'tokens', limit: 1000, left: 1000 },
    ])
    expect(restarted(before, 0, { ...options, requestsPerMinute: 55 }).toJSON().limits).toMatchObject([
      { left: 5 },
    ])
    expect(restarted(before, 0, { tokensPerDay: 9 }).toJSON().limits).toMatchObject([
      { unit: 'tokens', left: 9 },
    ])
  })

  it('pauses as long as it was asked to, and begins as slowly', () => {
    const before = limiterAt(start, options)
    before.tryReserve()?.release(refusal(20_000))
    const after = restarted(before, 5000, options)
    expect(after.availableAt()).toBe(start + 20_000)
    expect(after.toJSON().pace).toBeCloseTo(before.toJSON().pace + 5000 / 300_000, 5)
    // After a refusal less may be used at once.
    expect(restarted(before, hourMs, options).toJSON()).toMatchObject({ pace: 1, limits: [{ left: 30 }] })
  })

  it('pauses no longer than any vendor may ask for, whatever was saved', () => {
    const before = limiterAt(start, options).exportState()
    const initialState = { ...before, pausedUntil: start + 24 * hourMs }
    expect(limiterAt(start, { ...options, initialState }).availableAt()).toBe(start + 300_000)
  })

  it('knows how large calls become', () => {
    const tokens = { tokensPerMinute: 100_000, burstMs: minuteMs }
    const before = limiterAt(start, tokens)
    for (let calls = 0; calls < 20; calls += 1)
      before.tryReserve({ inputTokens: 100 })?.settle({ inputTokens: 200, outputTokens: 50 })
    const after = restarted(before, hourMs, tokens)
    after.tryReserve({ inputTokens: 100 })
    expect(after.toJSON().limits[0]?.left).toBe(100_000 - 200 - 50)
  })

  it('counts calls that ran as what was expected of them', () => {
    const tokens = { tokensPerMinute: 1000, burstMs: minuteMs }
    const before = limiterAt(start, tokens)
    before.tryReserve({ inputTokens: 400 })
    const after = restarted(before, 0, tokens)
    expect(after.toJSON()).toMatchObject({ inFlight: 0, limits: [{ left: 600 }] })
  })

  it('keeps a reported limit of a single request, and none below that', () => {
    const before = limiterAt(start, {})
    const reservation = before.tryReserve()
    reservation?.observe({ limits: [requests(1, 0, minuteMs)] })
    reservation?.release(success)
    const [limit] = before.exportState().limits
    expect(restarted(before, 0, {}).toJSON().limits).toMatchObject([{ limit: 1, left: 0 }])
    const initialState = { ...before.exportState(), limits: limit ? [{ ...limit, limit: 0.9 }] : [] }
    expect(limiterAt(start, { initialState }).toJSON().limits).toEqual([])
  })

  it('takes what a clock says that is behind as being of now', () => {
    const before = limiterAt(start, options)
    room(before)
    expect(room(restarted(before, -hourMs, options))).toBe(0)
    const paused = limiterAt(start, options)
    paused.tryReserve()?.release(refusal(20_000))
    expect(restarted(paused, -hourMs, options).availableAt()).toBe(start - hourMs + 20_000)
  })

  it('holds nothing but plain data', () => {
    const before = limiterAt(start, { ...options, exact: true, concurrency: 3, label: 'secret label' })
    before.tryReserve()
    const state = before.exportState()
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
    expect(JSON.stringify(state)).not.toContain('secret')
  })
})

describe('a state that cannot be read', () => {
  const good = limiterAt(start, { requestsPerMinute: 60 }).exportState()
  const [limit] = good.limits

  it.each([
    [{ ...good, version: 2 }, '"initialState.version" must be 1'],
    [{ ...good, savedAt: NaN }, '"initialState.savedAt"'],
    [{ ...good, pace: 0 }, '"initialState.pace" must be within (0, 1]'],
    [{ ...good, limits: [{ ...limit, left: -Infinity }] }, '"initialState.limits[0].left"'],
    [{ ...good, limits: [{ ...limit, unit: 'calls' }] }, '"initialState.limits[0].unit"'],
    [{ ...good, limits: [{ ...limit, taken: [[1]] }] }, '"initialState.limits[0].taken[0][1]"'],
    [{ ...good, limits: {} }, '"initialState.limits" must be an array'],
    [{ ...good, tokens: { input: {}, output: {} } }, '"initialState.tokens.input.estimated"'],
  ])('is refused: %#', (initialState, message) => {
    const make = (): RateLimiter => rateLimit({ initialState: initialState as RateLimiterState })
    expect(make).toThrow(`rateLimit: ${message}`)
  })

  it('is cut to as many limits as there may be', () => {
    const limits = Array.from({ length: 100 }, (_, place) => ({
      ...limit,
      source: 'reported',
      windowMs: 1000 + place,
    }))
    const initialState = { ...good, limits } as unknown as RateLimiterState
    expect(limiterAt(start, { initialState }).toJSON().limits).toHaveLength(16)
  })
})
