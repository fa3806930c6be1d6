import { parseLimitHeaders } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { openaiLimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('OpenAI reports requests and tokens, without their windows', () => {
  const headers = {
    'x-ratelimit-limit-requests': '500',
    'x-ratelimit-remaining-requests': '499',
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '6m0s',
  }
  expect(parseLimitHeaders(headers, openaiLimitHeaders, now)).toEqual([
    { unit: 'requests', limit: 500, remaining: 499, resetMs: 120 },
    { unit: 'tokens', remaining: 0, resetMs: 360_000 },
  ])
})
