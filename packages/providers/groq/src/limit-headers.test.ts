import { parseLimitHeaders } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { groqLimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('Groq counts requests per day and tokens per minute', () => {
  const headers = {
    'x-ratelimit-remaining-requests': '14370',
    'x-ratelimit-reset-requests': '2m59.56s',
    'x-ratelimit-limit-tokens': '18000',
  }
  expect(parseLimitHeaders(headers, groqLimitHeaders, now)).toEqual([
    { unit: 'requests', remaining: 14_370, resetMs: 179_560, windowMs: 86_400_000 },
    { unit: 'tokens', limit: 18_000, windowMs: 60_000 },
  ])
})
