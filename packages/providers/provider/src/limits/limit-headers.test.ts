import { describe, expect, it } from 'vitest'
import { parseLimitHeaders } from './limit-headers.ts'
import type { LimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

const limitHeaders: readonly LimitHeaders[] = (['requests', 'tokens'] as const).map((unit) => ({
  unit,
  limit: `x-ratelimit-limit-${unit}`,
  remaining: `x-ratelimit-remaining-${unit}`,
  reset: `x-ratelimit-reset-${unit}`,
}))

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

  it.each([
    [' 7 ', 7],
    ['7.5', 7.5],
    ['0', 0],
    ['-1', undefined],
    ['123456789012345', 123_456_789_012_345],
    ['1234567890123456', undefined],
    ['7 left', undefined],
    ['at 7', undefined],
    ['7.', undefined],
    ['', undefined],
  ])('count %j as %s', (text, limit) => {
    const table: readonly LimitHeaders[] = [{ unit: 'requests', limit: 'x-limit' }]
    expect(parseLimitHeaders({ 'x-limit': text }, table, now)).toEqual(
      limit === undefined ? [] : [{ unit: 'requests', limit }],
    )
  })

  it.each([
    ['-1', '-1'],
    ['100', '-1'],
    ['-1', '5'],
  ])('are not known where a vendor says %s of %s', (limit, left) => {
    const table: readonly LimitHeaders[] = [{ unit: 'tokens', limit: 'x-limit', remaining: 'x-left' }]
    expect(parseLimitHeaders({ 'x-limit': limit, 'x-left': left }, table, now)).toEqual([])
  })

  it('have resets by the clock of the server', () => {
    const headers = {
      date: 'Fri, 20 Nov 2026 11:00:00 GMT',
      'x-ratelimit-remaining-requests': '1',
      'x-ratelimit-reset-requests': '2026-11-20T11:00:10Z',
    }
    expect(parseLimitHeaders(headers, limitHeaders, now)).toEqual([
      { unit: 'requests', remaining: 1, resetMs: 10_000 },
    ])
  })

  it('are looked for under the names of the table only', () => {
    const headers = new Headers({ 'x-limit': '9', undefined: '7' })
    expect(parseLimitHeaders(headers, [{ unit: 'requests', limit: 'x-limit' }], now)).toEqual([
      { unit: 'requests', limit: 9 },
    ])
  })

  it('give nothing when they are missing or unreadable', () => {
    expect(parseLimitHeaders({ 'x-ratelimit-limit-requests': 'many' }, limitHeaders, now)).toEqual([])
    expect(parseLimitHeaders(undefined, limitHeaders, now)).toEqual([])
  })
})
