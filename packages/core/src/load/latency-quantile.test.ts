import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LatencyQuantile } from './latency-quantile.ts'

const after = (...latencies: readonly number[]): LatencyQuantile => {
  const quantile = new LatencyQuantile(0.95)
  for (const latency of latencies) quantile.observe(latency)
  return quantile
}

describe('the latency that most calls stay within', () => {
  it('is not known before 20 calls', () => {
    const latencies = Array.from({ length: 19 }, () => 100)
    expect(after(...latencies).read()).toBeUndefined()
    expect(after(...latencies, 100).read()).toBeDefined()
  })

  it('is at least the 95th percentile, and at most 9 % more', () => {
    const latency = fc.double({ min: 1, max: 900_000, noNaN: true })
    fc.assert(
      fc.property(fc.array(latency, { minLength: 20, maxLength: 999 }), (latencies) => {
        const sorted = [...latencies].sort((one, other) => one - other)
        const exact = sorted[sorted.length - 1 - Math.floor(sorted.length * (1 - 0.95))] ?? 0
        const read = after(...latencies).read() ?? 0
        expect(read).toBeGreaterThanOrEqual(exact * (1 - 1e-9))
        expect(read).toBeLessThanOrEqual(exact * 1.091)
      }),
      { seed: 5 },
    )
  })

  it('follows when calls become slower, and when they become faster again', () => {
    const quantile = after(...Array.from({ length: 3000 }, () => 100))
    expect(quantile.read()).toBeLessThan(110)
    for (let call = 0; call < 100; call += 1) quantile.observe(800)
    expect(quantile.read()).toBeGreaterThanOrEqual(800)
    for (let call = 0; call < 6000; call += 1) quantile.observe(50)
    expect(quantile.read()).toBeLessThan(55)
  })

  it('takes times outside its range, and no numbers, as the nearest one it knows', () => {
    const times = [0, 0.2, -3, Number.NaN]
    expect(after(...Array.from({ length: 20 }, (_, place) => times[place % 4] ?? 0)).read()).toBe(1)
    expect(after(...Array.from({ length: 20 }, () => Infinity)).read()).toBe(2 ** 20)
  })
})
