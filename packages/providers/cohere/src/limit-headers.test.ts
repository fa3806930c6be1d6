import { parseLimitHeaders } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { cohereLimitHeaders } from './limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 12)

it('Cohere reports the calls of a trial key per minute, without a reset', () => {
  const headers = { 'x-trial-endpoint-call-limit': '20', 'x-trial-endpoint-call-remaining': '19' }
  expect(parseLimitHeaders(headers, cohereLimitHeaders, now)).toEqual([
    { unit: 'requests', limit: 20, remaining: 19, windowMs: 60_000 },
  ])
})
