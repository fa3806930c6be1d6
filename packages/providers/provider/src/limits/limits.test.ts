import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVendorError } from '../errors/vendor-error.ts'
import { parseDuration, parseSeconds } from './duration.ts'
import { parseHttpDate, parseRfc3339 } from './http-date.ts'
import { parseLimitHeaders } from './limit-headers.ts'
import {
  anthropicLimitHeaders,
  groqLimitHeaders,
  mistralLimitHeaders,
  openaiLimitHeaders,
  togetherLimitHeaders,
} from './limit-tables.ts'
import { parseReset, parseRetryAfter } from './reset-time.ts'
import { retryHintMs } from './retry-hint.ts'

const now = Date.UTC(2026, 10, 20, 12)

describe('durations', () => {
  it.each([
    ['6m0s', 360_000],
    ['17ms', 17],
    ['2m59.56s', 179_560],
    ['7.66s', 7660],
    ['41m39.072s', 2_499_072],
    ['1h2m3s', 3_723_000],
    ['1d', 86_400_000],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', '5', 's', '-1s', '1 s', '1e3s', '1.s', '5x', 'abc', '1s!', `${'1'.repeat(70)}s`])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  )

  it('reads back what it is made of', () => {
    const part = fc.integer({ min: 0, max: 59 })
    fc.assert(
      fc.property(part, part, part, fc.integer({ min: 0, max: 999 }), (hours, minutes, seconds, ms) => {
        const total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
        expect(parseDuration(`${hours}h${minutes}m${seconds}s${ms}ms`)).toBe(total)
        expect(parseDuration(`${hours}h${minutes}m${seconds}.${String(ms).padStart(3, '0')}s`)).toBe(total)
      }),
      { seed: 7 },
    )
  })
})

describe('dates', () => {
  it('reads HTTP dates strictly', () => {
    expect(parseHttpDate('Fri, 20 Nov 2026 12:00:30 GMT')).toBe(now + 30_000)
    for (const text of [
      '20 Nov 2026',
      '2026-11-20',
      'Fri, 31 Feb 2026 12:00:30 GMT',
      '5',
      '',
      'Fri, 20 Nov 2026 12:00:30',
    ]) {
      expect(parseHttpDate(text)).toBeUndefined()
    }
  })

  it('reads RFC 3339 strictly', () => {
    expect(parseRfc3339('2026-11-20T12:00:30Z')).toBe(now + 30_000)
    expect(parseRfc3339('2026-11-20T13:00:30.5+01:00')).toBe(now + 30_500)
    for (const text of ['2026-11-20', '2026-13-20T12:00:30Z', '2026-11-20T12:00:30', 'now', '1']) {
      expect(parseRfc3339(text)).toBeUndefined()
    }
  })
})

describe('resets and retry-after', () => {
  it.each([
    ['6m0s', 360_000],
    ['27', 27_000],
    ['0.5', 500],
    [String(now / 1000 + 20), 20_000],
    [String(now + 20), 20],
    ['2026-11-20T12:00:08Z', 8000],
    ['2026-11-20T11:00:00Z', 0],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
  ])('a reset of %s is %i ms away', (text, ms) => expect(parseReset(text, now)).toBe(ms))

  it.each([
    ['1', 1000],
    ['0', 0],
    ['1.5', 1500],
    [' 12 ', 12_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  ])('retry-after %s is %i ms', (text, ms) => expect(parseRetryAfter(text, now)).toBe(ms))

  it.each(['', '-1', 'soon', '1s', '1,5', 'NaN', 'Infinity', '1e9', '0x10', '2026'.repeat(9)])(
    '%j says nothing',
    (text) => expect(parseRetryAfter(text, now)).toBeUndefined(),
  )

  it('never give anything but a number from 0, or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const ms of [
          parseReset(text, now),
          parseRetryAfter(text, now),
          parseSeconds(text),
          parseDuration(text),
        ]) {
          expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true)
        }
      }),
      { seed: 7, numRuns: 1000 },
    )
  })
})

describe('when to come back', () => {
  const error = readVendorError({ error: { message: 'Please try again in 7s.' } })
  const used = { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '9s' }

  it('takes the first source that says something', () => {
    const sources = { error, limitHeaders: openaiLimitHeaders, now }
    const all = { ...used, 'retry-after-ms': '120', 'retry-after': '1' }
    expect(retryHintMs({ ...sources, headers: all })).toBe(120)
    expect(retryHintMs({ ...sources, headers: { ...all, 'retry-after-ms': 'soon' } })).toBe(1000)
    expect(retryHintMs({ ...sources, headers: used })).toBe(7000)
    expect(retryHintMs({ headers: used, limitHeaders: openaiLimitHeaders, now })).toBe(9000)
    expect(
      retryHintMs({
        headers: { ...used, 'x-ratelimit-remaining-tokens': '5' },
        limitHeaders: openaiLimitHeaders,
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
        openaiLimitHeaders,
        now,
      ),
    ).toEqual([
      { unit: 'requests', limit: 500, remaining: 499, resetMs: 120 },
      { unit: 'tokens', remaining: 0 },
    ])
  })

  it("know each vendor's windows and formats", () => {
    const anthropic = {
      'anthropic-ratelimit-input-tokens-limit': '400000',
      'anthropic-ratelimit-input-tokens-remaining': '1000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:00:08Z',
    }
    expect(parseLimitHeaders(anthropic, anthropicLimitHeaders, now)).toEqual([
      { unit: 'input-tokens', limit: 400_000, remaining: 1000, resetMs: 8000, windowMs: 60_000 },
    ])
    const groq = { 'x-ratelimit-remaining-requests': '14370', 'x-ratelimit-reset-requests': '2m59.56s' }
    expect(parseLimitHeaders(groq, groqLimitHeaders, now)).toEqual([
      { unit: 'requests', remaining: 14_370, resetMs: 179_560, windowMs: 86_400_000 },
    ])
    const mistral = { 'x-ratelimit-remaining-req-minute': '0' }
    expect(parseLimitHeaders(mistral, mistralLimitHeaders, now)).toEqual([
      { unit: 'requests', remaining: 0, windowMs: 60_000 },
    ])
    const together = { 'x-tokenlimit-remaining': '0', 'x-ratelimit-reset': '3' }
    expect(parseLimitHeaders(together, togetherLimitHeaders, now)).toEqual([
      { unit: 'tokens', remaining: 0, resetMs: 3000, windowMs: 1000 },
    ])
  })

  it('say nothing when they are missing or junk', () => {
    expect(parseLimitHeaders({ 'x-ratelimit-limit-requests': 'many' }, openaiLimitHeaders, now)).toEqual([])
    expect(parseLimitHeaders(undefined, openaiLimitHeaders, now)).toEqual([])
  })
})
