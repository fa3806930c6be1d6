import { describe, expect, it } from 'vitest'
import { readVendorError } from '../errors/vendor-error.ts'
import { parseLimitHeaders } from './limit-headers.ts'
import {
  anthropicLimitHeaders,
  cohereLimitHeaders,
  groqLimitHeaders,
  mistralLimitHeaders,
  openaiLimitHeaders,
  togetherLimitHeaders,
} from './limit-tables.ts'
import { retryHintMs } from './retry-hint.ts'

const now = Date.UTC(2026, 10, 20, 12)

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
    const cohere = { 'x-trial-endpoint-call-limit': '20', 'x-trial-endpoint-call-remaining': '19' }
    expect(parseLimitHeaders(cohere, cohereLimitHeaders, now)).toEqual([
      { unit: 'requests', limit: 20, remaining: 19, windowMs: 60_000 },
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
