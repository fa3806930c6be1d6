import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './parse-retry-after.ts'

const now = Date.UTC(2026, 10, 20, 12)
const inSeconds = (seconds: number): string => String(now / 1000 + seconds)

describe('headers', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '7' }, 7000],
    [{ 'Retry-After': ' 7 ' }, 7000],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:10 GMT', date: 'Fri, 20 Nov 2026 11:00:00 GMT' }, 10_000],
    [{ 'retry-after-ms': '88.6', 'retry-after': '7' }, 89],
    [{ 'x-ms-retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-tokens': '2m59.56s' }, 179_560],
    [{ 'x-ratelimit-reset-tokens': '88ms' }, 88],
    [{ 'x-ratelimit-reset': '3' }, 3000],
    [{ 'x-ratelimit-reset': inSeconds(20) }, 20_000],
    [{ 'x-ratelimit-reset': String(now + 20) }, 20],
    [{ 'x-ratelimit-reset': '2026-11-20T12:00:08Z' }, 8000],
    [{ 'ratelimit-reset': '60', 'ratelimit-remaining': '0' }, 60_000],
    [
      {
        'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:00:08Z',
        'anthropic-ratelimit-input-tokens-remaining': '0',
      },
      8000,
    ],
    [{ 'x-ratelimit-reset-requests': '6m0s', 'x-ratelimit-remaining-requests': '12' }, undefined],
    [
      {
        'x-ratelimit-reset-requests': '6m',
        'x-ratelimit-reset-tokens': '2s',
        'x-ratelimit-remaining-tokens': '0',
      },
      2000,
    ],
    [{ 'x-ratelimit-reset-requests': '6s', 'x-ratelimit-reset-tokens': '2s' }, 6000],
    [{ 'x-ratelimit-remaining-tokens': '0' }, undefined],
    [{}, undefined],
  ])('%j', (headers, ms) => {
    expect(parseRetryAfter(headers, undefined, now)).toBe(ms)
    expect(parseRetryAfter(new Headers(headers), undefined, now)).toBe(ms)
  })

  it.each([
    '-3',
    '3 apples',
    'soon',
    '',
    'NaN',
    'Infinity',
    '1e9',
    '0x10',
    '12:00',
    '1,5',
    '2026',
    '20 Nov 2026',
    '9'.repeat(40),
  ])('retry-after of %j is no date and no number, but for a year that is seconds', (junk) => {
    const expected = junk === '2026' ? 2_026_000 : undefined
    expect(parseRetryAfter({ 'retry-after': junk }, undefined, now)).toBe(expected)
  })
})

describe('bodies', () => {
  const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' }
  it.each<[unknown, number | undefined]>([
    [{ error: { code: 429, details: [retryInfo] } }, 37_000],
    [[{ error: { details: [{}, retryInfo] } }], 37_000],
    [JSON.stringify({ error: { details: [{ ...retryInfo, retryDelay: '1.5s' }] } }), 1500],
    [{ details: [retryInfo] }, 37_000],
    ['Rate limit reached. Please try again in 7s.', 7000],
    ['Please retry in 10h17m5.7s', 37_025_700],
    [{ error: { message: 'Please try again in 5.289s.' } }, 5289],
    [{ error: 'try again in 2 minutes' }, 120_000],
    [{ message: 'retry after 26 seconds' }, 26_000],
    [{ detail: 'Try again in 1 hour' }, 3_600_000],
    ['{"error": broken, try again in 3s', 3000],
    ['Please try again in 1 hour 30 minutes.', 5_400_000],
    ['Please try again in 1 hour, 2 minutes and 3 seconds.', 3_723_000],
    ['Please wait 8 hours 24 minutes before your next request', 30_240_000],
    ['Rate limit of 50 per 86400s exceeded. Please wait 37 seconds before retrying.', 37_000],
    ['please wait for 2 mins', 120_000],
    ['retry your request after 20 seconds', 20_000],
    ['the limit resets in 3h', 10_800_000],
    [{ error: { message: 'You will regain access on 2026-11-20 at 13:30 UTC.' } }, 5_400_000],
    [{ retry_after: 20 }, 20_000],
    [{ error: { retry_after: '1.5' } }, 1500],
    [{ error: { retry_after_ms: 250, retry_after: 9 } }, 250],
    [{ error: 'slow', retryAfterMs: 80 }, 80],
    [{ error: { metadata: { retry_after_seconds: 26 } } }, 26_000],
    [{ error: { metadata: { headers: { 'X-RateLimit-Reset': String(now + 5000) } } } }, 5000],
    [
      {
        error: {
          message: 'Rate limit exceeded: free-models-per-day',
          metadata: { headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': inSeconds(3600) } },
        },
      },
      3_600_000,
    ],
    [{ error: { metadata: { headers: { 'Retry-After': '4', 'X-RateLimit-Reset': inSeconds(9) } } } }, 4000],
    [{ error: { retry_after: 'soon' } }, undefined],
    [{ error: { retry_after: -4 } }, undefined],
    [{ error: { retry_after: { seconds: 4 } } }, undefined],
    [{ error: { metadata: { headers: 'X-RateLimit-Reset: 5' } } }, undefined],
    ['wait 3 apples', undefined],
    ['wait 5 metres', undefined],
    ['try again later', undefined],
    [null, undefined],
    [[], undefined],
    [5, undefined],
  ])('%j', (body, ms) => expect(parseRetryAfter(undefined, body, now)).toBe(ms))

  it('name the hint that is meant for programs before the one for people', () => {
    const message = 'try again in 7s'
    expect(parseRetryAfter(undefined, { error: { message, retry_after: 3 } }, now)).toBe(3000)
    expect(parseRetryAfter(undefined, { error: { message, details: [retryInfo] } }, now)).toBe(37_000)
  })

  it('come after headers meant for it and before the resets of limits', () => {
    const body = 'try again in 7s'
    expect(parseRetryAfter({ 'retry-after': '2' }, body, now)).toBe(2000)
    expect(parseRetryAfter({ 'x-ratelimit-reset': '2' }, body, now)).toBe(7000)
  })
})

describe('anything', () => {
  it('gives a number from 0, or nothing, and never throws', () => {
    const names = [
      'retry-after',
      'retry-after-ms',
      'x-ratelimit-reset',
      'x-ratelimit-remaining',
      'date',
      'ratelimit-reset',
    ]
    const nearMiss = fc
      .tuple(
        fc.constantFrom('try again in ', 'retry after ', 'wait ', 'access on ', '{"error":', '-', ''),
        fc.nat(),
        fc.constantFrom('s', 'ms', ' hours 5 minutes', '-01-01 at 00:00 UTC', 'm0s', ' GMT', 'Z', '', '.'),
      )
      .map((parts) => parts.join(''))
    const text = fc.oneof(
      fc.string(),
      nearMiss,
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    )
    const headers = fc.dictionary(fc.constantFrom(...names), text)
    fc.assert(
      fc.property(headers, fc.oneof(text, fc.anything(), fc.json()), (given, body) => {
        const ms = parseRetryAfter(given, body, now)
        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true)
      }),
      { seed: 7, numRuns: 3000 },
    )
  })

  it('is read by the machine’s clock when no time is given', () => {
    expect(parseRetryAfter({ 'retry-after': 'Fri, 20 Nov 2020 12:00:00 GMT' })).toBe(0)
  })
})
