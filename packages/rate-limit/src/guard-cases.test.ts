import { guardCases } from '@llm-balancer/core/testing'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { rateLimit, type RateLimitOptions } from './index.ts'

describe.each<[string, RateLimitOptions]>([
  ['no limit', {}],
  ['requests per minute', { requestsPerMinute: 7 }],
  ['more requests per minute than may begin at once', { requestsPerMinute: 100 }],
  ['requests per day', { requestsPerDay: 3 }],
  [
    'requests per day that begin anew at midnight',
    { requestsPerDay: 3, resetsAt: '00:00 America/Los_Angeles' },
  ],
  ['tokens per minute', { tokensPerMinute: 500 }],
  ['input and output tokens per minute', { inputTokensPerMinute: 500, outputTokensPerMinute: 100 }],
  ['calls at a time', { concurrency: 3 }],
  [
    'every limit together',
    {
      requestsPerMinute: 11,
      requestsPerDay: 1000,
      tokensPerMinute: 5000,
      tokensPerDay: 1_000_000,
      concurrency: 5,
      booking: { tokens: 'arrival', rejected: true },
    },
  ],
  ['nothing to learn', { requestsPerMinute: 9, learn: false }],
])('a limiter with %s keeps the contract of guards', (_, options) => {
  it.each(guardCases(() => rateLimit({ ...options, clock: createFakeClock() })))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})
