import { expect, it } from 'vitest'
import { xRateLimitHeaders } from './openai-limits.ts'

it.each([
  [0, '0ms'],
  [17, '17ms'],
  [998.2, '999ms'],
  [999.2, '1s'],
  [1_000, '1s'],
  [1_500, '1.5s'],
  [59_999, '59.999s'],
  [60_000, '1m0s'],
  [361_500, '6m1.5s'],
])('a limit that is whole again in %d ms says so as %s', (resetMs, written) => {
  const status = { limit: 60, remaining: 12.7, resetMs }
  expect(xRateLimitHeaders({ tokens: status })).toEqual({
    'x-ratelimit-limit-tokens': '60',
    'x-ratelimit-remaining-tokens': '12',
    'x-ratelimit-reset-tokens': written,
  })
})

it('each unit has headers of its own, and a target without limits has none', () => {
  const status = { limit: 1, remaining: 1, resetMs: 0 }
  expect(Object.keys(xRateLimitHeaders({ requests: status, tokens: status }))).toEqual(
    ['requests', 'tokens'].flatMap((unit) =>
      ['limit', 'remaining', 'reset'].map((field) => `x-ratelimit-${field}-${unit}`),
    ),
  )
  expect(xRateLimitHeaders({})).toEqual({})
})
