import { parseLimitHeaders } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { togetherLimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('Together reports both limits per second, with one reset', () => {
  const headers = {
    'x-ratelimit-limit': '10',
    'x-ratelimit-remaining': '9',
    'x-tokenlimit-limit': '3000',
    'x-tokenlimit-remaining': '0',
    'x-ratelimit-reset': '3',
  }
  expect(parseLimitHeaders(headers, togetherLimitHeaders, now)).toEqual([
    { unit: 'requests', limit: 10, remaining: 9, resetMs: 3000, windowMs: 1000 },
    { unit: 'tokens', limit: 3000, remaining: 0, resetMs: 3000, windowMs: 1000 },
  ])
})
