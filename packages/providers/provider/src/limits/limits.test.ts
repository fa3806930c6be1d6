import { describe, expect, it } from 'vitest'
import { readVendorError } from '../errors/vendor-error.ts'
import { parseLimitHeaders } from './limit-headers.ts'
import type { LimitHeaders } from './limit-headers.ts'
import { retryHintMs } from './retry-hint.ts'

const now = Date.UTC(2026, 10, 20, 12)

const limitHeaders: readonly LimitHeaders[] = (['requests', 'tokens'] as const).map((unit) => ({
  unit,
  limit: `x-ratelimit-limit-${unit}`,
  remaining: `x-ratelimit-remaining-${unit}`,
  reset: `x-ratelimit-reset-${unit}`,
}))

describe('when to come back', () => {
  const error = readVendorError({ error: { message: 'Please try again in 7s.' } })
  const used = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '9s' }

  it('takes the first source that says something', () => {
    const sources = { error, limitHeaders, now }
    const all = { ...used, 'retry-after-ms': '120', 'retry-after': '1' }
    expect(retryHintMs({ ...sources, headers: all })).toBe(120)
    expect(retryHintMs({ ...sources, headers: { ...all, 'retry-after-ms': 'soon' } })).toBe(1000)
    expect(retryHintMs({ ...sources, headers: used })).toBe(7000)
    expect(retryHintMs({ headers: used, limitHeaders, now })).toBe(9000)
    expect(
      retryHintMs({
        headers: { ...used, 'x-ratelimit-remaining-tokens': '5' },
        limitHeaders,
        now,
      }),
    ).toBe(undefined)
    expect(retryHintMs({ now })).toBeUndefined()
  })

  it("goes by the server's clock", () => {
    const headers = { date: 'Fri, 20 Nov 2026 11:00:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 11:00:10 GMT' }
    expect(retryHintMs({ headers, now })).toBe(10_000)
  })

  it.each([
    ['Please try again in 999ms.', 999],
    ['Please try again in 41m39.072s. Need more tokens?', 2_499_072],
    ['Please retry after 26 seconds.', 26_000],
    ['Please retry in 46.213s.', 46_213],
    ['Try again in 2 minutes', 120_000],
    ['try again in 1 hour', 3_600_000],
    ['Please try again later', undefined],
    ['try again in 5 sheep', undefined],
  ])('reads %j', (message, ms) => {
    expect(retryHintMs({ error: readVendorError({ error: { message } }), now })).toBe(ms)
  })

  it("reads Google's RetryInfo", () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '46s' }]
    expect(retryHintMs({ error: readVendorError({ error: { details } }), now })).toBe(46_000)
  })
})

describe('limit headers', () => {
  it('are read by table', () => {
    expect(
      parseLimitHeaders(
        new Headers({
          'x-ratelimit-limit-requests': '500',
          'x-ratelimit-remaining-requests': '499',
          'x-ratelimit-reset-requests': '120ms',
          'x-ratelimit-remaining-tokens': '0',
        }),
        limitHeaders,
        now,
      ),
    ).toEqual([
      { unit: 'requests', limit: 500, remaining: 499, resetMs: 120 },
      { unit: 'tokens', remaining: 0 },
    ])
  })

  it('have the window their table states, a reset in any form, and no number below 0', () => {
    const table: readonly LimitHeaders[] = [
      { unit: 'input-tokens', limit: 'x-limit', remaining: 'x-left', reset: 'x-reset', windowMs: 60_000 },
    ]
    const headers = { 'x-limit': '400000', 'x-left': '-3.5', 'x-reset': '2026-11-20T12:00:08Z' }
    expect(parseLimitHeaders(headers, table, now)).toEqual([
      { unit: 'input-tokens', limit: 400_000, remaining: 0, resetMs: 8000, windowMs: 60_000 },
    ])
  })

  it('say nothing when they are missing or junk', () => {
    expect(parseLimitHeaders({ 'x-ratelimit-limit-requests': 'many' }, limitHeaders, now)).toEqual([])
    expect(parseLimitHeaders(undefined, limitHeaders, now)).toEqual([])
  })
})
