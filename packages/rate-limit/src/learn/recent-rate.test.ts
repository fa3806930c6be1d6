import { expect, it } from 'vitest'
import { RecentRate } from './recent-rate.ts'

it('a rate of calls is known from twenty on, and forgotten within some ten seconds', () => {
  const rate = new RecentRate()
  for (let calls = 1; calls <= 20; calls += 1) {
    expect(rate.perMs(0)).toBeUndefined()
    rate.count(0)
  }
  expect(rate.perMs(0)).toBe(20 / 10_000)
  rate.count(0)
  // Time that goes back forgets nothing.
  expect(rate.perMs(-5000)).toBe(21 / 10_000)
  expect(rate.perMs(10_000)).toBeUndefined()
  for (let calls = 0; calls < 40; calls += 1) rate.count(10_000)
  expect(rate.perMs(10_000)).toBeCloseTo((40 + 21 / Math.E) / 10_000, 8)
  rate.reset()
  expect(rate.perMs(10_000)).toBeUndefined()
})
