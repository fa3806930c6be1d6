import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { rateLimit } from './rate-limit.ts'

const minuteMs = 60_000
const clock = createFakeClock(1_795_000_020_000)
const now = clock.now()
const leftOf = (limiter: ReturnType<typeof rateLimit>, at: number): (readonly [number, number])[] =>
  limiter.headroom(at).map(({ left, most }) => [left, most])

describe('what a limiter says is left', () => {
  it('is one object for each limit, by what may be used at once', () => {
    const limiter = rateLimit({ requestsPerMinute: 600, tokensPerMinute: 60_000, clock })
    limiter.acquire(now, { inputTokens: 900, outputTokens: 100 })
    expect(limiter.headroom(now)).toEqual([
      { unit: 'requests', limit: 600, windowMs: minuteMs, left: 49, most: 50 },
      { unit: 'tokens', limit: 60_000, windowMs: minuteMs, left: 4000, most: 5000 },
    ])
    expect(leftOf(limiter, now + 100)).toEqual([
      [50, 50],
      [4100, 5000],
    ])
  })

  it('makes nothing new each time it is asked', () => {
    const limiter = rateLimit({ requestsPerMinute: 60, clock })
    expect(limiter.headroom(now)).toBe(limiter.headroom(now))
  })

  it('is nothing while no limit is known, and what the vendor reports after that', () => {
    const limiter = rateLimit({ clock })
    expect(limiter.headroom(now)).toEqual([])
    const reservation = limiter.acquire(now)
    reservation?.observe(
      { limits: [{ unit: 'requests', limit: 100, remaining: 40, windowMs: minuteMs }] },
      now,
    )
    expect(limiter.headroom(now)).toMatchObject([{ unit: 'requests', limit: 100, left: 40 }])
    limiter.reset()
    expect(limiter.headroom(now)).toEqual([])
  })

  it.each([false, true])('is 0 of 0 where nothing is let through (exact: %s)', (exact) => {
    const limiter = rateLimit({ requestsPerMinute: 0, exact, clock })
    expect(limiter.headroom(now)).toEqual([
      { unit: 'requests', limit: 0, windowMs: minuteMs, left: 0, most: 0 },
    ])
  })
})
