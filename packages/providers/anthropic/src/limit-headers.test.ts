import { parseLimitHeaders } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { anthropicLimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('Anthropic reports each limit per minute, with the date of its reset', () => {
  const headers = {
    'anthropic-ratelimit-input-tokens-limit': '400000',
    'anthropic-ratelimit-input-tokens-remaining': '1000',
    'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:00:08Z',
  }
  expect(parseLimitHeaders(headers, anthropicLimitHeaders, now)).toEqual([
    { unit: 'input-tokens', limit: 400_000, remaining: 1000, resetMs: 8000, windowMs: 60_000 },
  ])
})
