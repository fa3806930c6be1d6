import { expect, it } from 'vitest'
import { LatencyRing } from './latency-ring.ts'

const ringOf = (values: readonly number[], size?: number): LatencyRing => {
  const ring = new LatencyRing(size)
  for (const value of values) ring.add(value)
  return ring
}

it('has no quantile before the first measurement', () => {
  expect(new LatencyRing().quantile(0.5)).toBeUndefined()
})

it('gives nearest-rank quantiles, whatever the order of the measurements', () => {
  const ring = ringOf(Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1))
  expect([0, 0.5, 0.95, 1].map((share) => ring.quantile(share))).toEqual([1, 50, 95, 100])
})

it('compares numbers, not their texts', () => {
  expect(ringOf([9, 10, 100]).quantile(0.5)).toBe(10)
})

it('forgets the oldest when it is full', () => {
  const ring = ringOf([1000, 1000, 1, 2, 3], 3)
  expect([ring.quantile(0), ring.quantile(1)]).toEqual([1, 3])
})
