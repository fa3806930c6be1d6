import { parseLimitHeaders } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { mistralLimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('Mistral reports requests and tokens per minute, without a reset', () => {
  const headers = {
    'x-ratelimit-limit-req-minute': '60',
    'x-ratelimit-remaining-req-minute': '0',
    'x-ratelimit-limit-tokens-minute': '500000',
    'x-ratelimit-remaining-tokens-minute': '499000',
  }
  expect(parseLimitHeaders(headers, mistralLimitHeaders, now)).toEqual([
    { unit: 'requests', limit: 60, remaining: 0, windowMs: 60_000 },
    { unit: 'tokens', limit: 500_000, remaining: 499_000, windowMs: 60_000 },
  ])
})
