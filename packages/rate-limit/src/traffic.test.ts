import { describe, expect, it } from 'vitest'
import { sendTraffic } from './test/traffic.ts'
import type { VendorRules } from './test/vendor.ts'

const minuteMs = 60_000
const fixed: VendorRules = { kind: 'fixed-minute' }
const bucket: VendorRules = { kind: 'bucket' }
/** A minute's limit that is enforced over one second. */
const oneSecond: VendorRules = { kind: 'bucket', burstRatio: 1 / 60 }
type Limits = Pick<VendorRules, 'requestsPerMinute' | 'tokensPerMinute'>
const requests: Limits = { requestsPerMinute: 600 }
const tokens: Limits = { tokensPerMinute: 600_000 }

describe('four keys that are asked for 1.5 times what they serve', () => {
  const overload = { seed: 1, demand: 1.5 }

  it.each<[string, VendorRules, Limits]>([
    ['a fixed minute of requests', fixed, requests],
    ['a fixed minute of tokens', fixed, tokens],
    ['a minute of requests that is enforced over one second', oneSecond, requests],
    ['a bucket of tokens', bucket, tokens],
    [
      'a fixed minute of requests, refused ones included',
      { ...fixed, countsRefused: true, hasRetryAfter: true },
      requests,
    ],
    ['a bucket of requests, with headers', { ...bucket, hasHeaders: true, hasRetryAfter: true }, requests],
  ])(
    'with known limits get 97 %% of %s through, with 2 refusals per 1000 calls at most',
    async (_, rules, limits) => {
      const lastsMs = 5 * minuteMs
      const result = await sendTraffic({
        ...overload,
        rules: { ...rules, ...limits },
        options: limits,
        lastsMs,
      })
      expect(result.quotaUsed).toBeGreaterThanOrEqual(0.97)
      expect(result.refusedPer1000).toBeLessThanOrEqual(2)
    },
  )

  it.each<[string, VendorRules]>([
    ['a fixed minute of requests', { ...fixed, ...requests }],
    ['a fixed minute of tokens', { ...fixed, ...tokens }],
    ['a bucket of tokens', { ...bucket, ...tokens, countsRefused: true }],
    ['a minute of requests that is enforced over one second', { ...oneSecond, ...requests }],
  ])('with headers alone get 93 %% of %s through', async (_, rules) => {
    const answers = { ...rules, hasHeaders: true, hasRetryAfter: true }
    const result = await sendTraffic({ ...overload, rules: answers, options: {}, lastsMs: 2 * minuteMs })
    expect(result.quotaUsed).toBeGreaterThanOrEqual(0.93)
    expect(result.refusedPer1000).toBeLessThanOrEqual(2)
  })

  it.each<[string, VendorRules]>([
    ['a fixed minute of requests', { ...fixed, ...requests }],
    ['a bucket of tokens, refused requests included', { ...bucket, ...tokens, countsRefused: true }],
    ['a minute of requests that is enforced over one second', { ...oneSecond, ...requests }],
    ['a fixed minute of tokens, with a hint', { ...fixed, ...tokens, hasRetryAfter: true }],
  ])('with neither limits nor headers have 40 refusals per 1000 calls at most, of %s', async (_, rules) => {
    const result = await sendTraffic({ ...overload, rules, options: {}, lastsMs: 4 * minuteMs })
    expect(result.refusedPer1000).toBeLessThanOrEqual(40)
    expect(result.quotaUsed).toBeGreaterThanOrEqual(0.6)
  })
})

describe('four balancers that do not know of each other, on the same keys, at 80 % of what these serve', () => {
  it.each<[string, VendorRules, Limits]>([
    ['a fixed minute of requests, with headers', { ...fixed, hasHeaders: true }, requests],
    ['a bucket of tokens, with headers', { ...bucket, hasHeaders: true }, tokens],
    ['a minute of requests that is enforced over one second', oneSecond, requests],
    ['a fixed minute of tokens', fixed, tokens],
  ])('have 10 refusals per 1000 calls at most: %s', async (_, rules, limits) => {
    const result = await sendTraffic({
      seed: 1,
      demand: 0.8,
      balancers: 4,
      rules: { ...rules, ...limits },
      options: limits,
      lastsMs: 2 * minuteMs,
    })
    expect(result.refusedPer1000).toBeLessThanOrEqual(10)
    expect(result.servedRatio).toBeGreaterThanOrEqual(0.99)
  })
})
