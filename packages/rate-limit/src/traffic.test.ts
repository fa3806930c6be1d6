import { describe, expect, it } from 'vitest'
import { dispatchTraffic } from './test/dispatch-traffic.ts'
import type { VendorRules } from './test/vendor.ts'

const minuteMs = 60_000
const fixed: VendorRules = { kind: 'fixed-minute' }
const bucket: VendorRules = { kind: 'bucket' }
/** A minute's limit that is enforced over one second. */
const oneSecond: VendorRules = { kind: 'bucket', burstRatio: 1 / 60 }
type Limits = Pick<VendorRules, 'requestsPerMinute' | 'tokensPerMinute'>
const requests: Limits = { requestsPerMinute: 600 }
const tokens: Limits = { tokensPerMinute: 600_000 }

const vendors: readonly [what: string, rules: VendorRules, limits: Limits][] = [
  ['a fixed minute of requests', fixed, requests],
  ['a fixed minute of tokens', fixed, tokens],
  ['a bucket of requests', bucket, requests],
  ['a bucket of tokens', bucket, tokens],
  ['a minute of requests that is enforced over one second', oneSecond, requests],
]
const seed = 1
/** Without headers a limiter learns from refusals how its vendor counts, in the first minutes: most refusals are of this time. */
const learningMs = 8 * minuteMs
/** With headers, or far from the limits, every minute is like the others. */
const steadyMs = 4 * minuteMs
/** Until then a bucket that was full has given more than its limit. */
const drainedMs = 2 * minuteMs

describe.each(vendors)(
  'four keys that are asked for 1.5 times what they serve, with %s',
  (_, rules, limits) => {
    const overload = (more: Partial<VendorRules>, isKnown: boolean) =>
      dispatchTraffic({
        seed,
        demand: 1.5,
        rules: { ...rules, ...limits, ...more },
        options: isKnown ? limits : {},
        ...(more.hasHeaders === true ? { lastsMs: steadyMs, fromMs: drainedMs } : { lastsMs: learningMs }),
      })

    it.each<[string, Partial<VendorRules>]>([
      ['silent', {}],
      ['silent, counting refused calls', { countsRefused: true }],
      ['with hints', { hasRetryAfter: true }],
      ['with headers and hints', { hasHeaders: true, hasRetryAfter: true }],
      ['with headers, counting refused calls', { hasHeaders: true, countsRefused: true }],
    ])('known and %s: 97 percent get through, with 2 refusals per 1000 calls at most', (_, more) => {
      const { quotaUsed, refusedPer1000 } = overload(more, true)
      expect(quotaUsed).toBeGreaterThanOrEqual(0.97)
      expect(refusedPer1000).toBeLessThanOrEqual(2)
    })

    it.each<[string, Partial<VendorRules>]>([
      ['hints', { hasRetryAfter: true }],
      ['no hints', {}],
      ['refused calls counted', { countsRefused: true }],
    ])('unknown, with headers and %s: 93 percent get through', (_, more) => {
      const { quotaUsed, refusedPer1000 } = overload({ ...more, hasHeaders: true }, false)
      expect(quotaUsed).toBeGreaterThanOrEqual(0.93)
      expect(refusedPer1000).toBeLessThanOrEqual(5)
    })

    it.each<[string, Partial<VendorRules>]>([
      ['hints', { hasRetryAfter: true }],
      ['no hints', {}],
      ['refused calls counted', { countsRefused: true }],
    ])('unknown, without headers, %s: 40 refusals per 1000 calls at most', (_, more) => {
      const { quotaUsed, refusedPer1000 } = overload(more, false)
      expect(refusedPer1000).toBeLessThanOrEqual(40)
      expect(quotaUsed).toBeGreaterThanOrEqual(0.75)
    })
  },
)

describe.each(vendors)(
  'four callers that do not know of each other and ask for 0.8 of %s',
  (_, rules, limits) => {
    it.each<[string, Partial<VendorRules>]>([
      ['silent', {}],
      ['with hints', { hasRetryAfter: true }],
      ['with headers', { hasHeaders: true }],
    ])('%s: 10 refusals per 1000 calls at most', (_, more) => {
      const { quotaUsed, refusedPer1000 } = dispatchTraffic({
        seed,
        demand: 0.8,
        balancers: 4,
        rules: { ...rules, ...limits, ...more },
        options: limits,
        lastsMs: steadyMs,
      })
      expect(refusedPer1000).toBeLessThanOrEqual(10)
      expect(quotaUsed).toBeGreaterThanOrEqual(0.78)
    })
  },
)
