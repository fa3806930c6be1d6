import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Quota } from './quota.ts'

describe('a bucket', () => {
  it('refills all the time, up to its size', () => {
    const quota = new Quota(600, { burst: 0.1 })
    expect(quota.size).toBe(60)
    quota.take(60, 0)
    expect(quota.left(0)).toBe(0)
    expect(quota.left(1000)).toBe(10)
    expect(quota.left(60_000)).toBe(60)
  })

  it('says how long until there is enough, and that there is never more than its size', () => {
    const quota = new Quota(60, {})
    quota.take(58, 0)
    expect(quota.waitMs(2, 0)).toBe(0)
    expect(quota.waitMs(5, 0)).toBe(3000)
    expect(quota.waitMs(60, 0)).toBe(58_000)
    expect(quota.waitMs(61, 0)).toBe(Infinity)
    expect(quota.untilResetMs(0)).toBe(58_000)
  })

  it('lets in what it says at the time it says, and never more than a minute holds and its size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 10 })), { maxLength: 100 }),
        (calls) => {
          const quota = new Quota(120, { burst: 0.25 })
          let [now, taken] = [0, 0]
          for (const [gapMs, amount] of calls) {
            now += gapMs
            const waitMs = quota.waitMs(amount, now)
            expect(waitMs).toBeLessThan(Infinity)
            // A thousandth of a ms for rounding.
            now += waitMs === 0 ? 0 : waitMs + 0.001
            expect(quota.waitMs(amount, now)).toBe(0)
            quota.take(amount, now)
            taken += amount
          }
          expect(taken).toBeLessThanOrEqual(30 + (now * 120) / 60_000 + 1e-6)
        },
      ),
    )
  })
})

describe('a fixed minute', () => {
  it('begins anew with every minute of the clock, not a minute after the first call', () => {
    const quota = new Quota(10, { window: 'fixed-minute', burst: 0.1 })
    quota.take(10, 45_000)
    expect(quota.left(59_999)).toBe(0)
    expect(quota.waitMs(1, 45_000)).toBe(15_000)
    expect(quota.untilResetMs(45_000)).toBe(15_000)
    expect(quota.left(60_000)).toBe(10)
  })

  it('lets in exactly what is left, and makes more wait for the next minute', () => {
    const quota = new Quota(10, { window: 'fixed-minute' })
    quota.take(4, 45_000)
    expect(quota.waitMs(6, 45_000)).toBe(0)
    expect(quota.waitMs(7, 45_000)).toBe(15_000)
  })

  it('never lets in what is more than a minute allows', () => {
    expect(new Quota(10, { window: 'fixed-minute' }).waitMs(11, 0)).toBe(Infinity)
  })
})
