import { describe, expect, it } from 'vitest'
import { Distribution } from './distribution.ts'
import { RollingHistogram } from './rolling-histogram.ts'
import { RollingRate } from './rolling-rate.ts'

const minuteMs = 60_000
const begin = 10 * minuteMs

describe('a rolling histogram', () => {
  it('tells what the values of the last minutes were like, and forgets older ones', () => {
    const histogram = new RollingHistogram()
    expect(histogram.recent(begin)).toBeUndefined()
    for (const value of [10, 20, 30, 1000]) histogram.record(value, begin)
    expect(histogram.recent(begin)).toMatchObject({ count: 4, mean: 265, max: 1000 })
    expect(histogram.recent(begin)?.p50).toBeCloseTo(20, 0)
    histogram.record(40, begin + 3 * minuteMs)
    expect(histogram.recent(begin + 3 * minuteMs)).toMatchObject({ count: 5 })
    expect(histogram.recent(begin + 5 * minuteMs)).toEqual({
      ...{ count: 1, mean: 40, max: 40 },
      ...{ p50: 40, p95: 40, p99: 40 },
    })
    expect(histogram.recent(begin + 8 * minuteMs)).toBeUndefined()
  })

  it('forgets everything when no value came for long, and goes on when time goes back', () => {
    const histogram = new RollingHistogram()
    histogram.record(10, begin)
    histogram.record(20, begin + 60 * minuteMs)
    expect(histogram.recent(begin + 60 * minuteMs)).toMatchObject({ count: 1, mean: 20 })
    histogram.record(30, begin)
    expect(histogram.recent(begin + 60 * minuteMs)).toMatchObject({ count: 2 })
  })
})

describe('a rolling rate', () => {
  it('is what came per minute over the last five, and less is known at first', () => {
    const rate = new RollingRate(begin)
    rate.add(600, begin)
    expect(rate.perMinute(begin + 1000)).toBe(600)
    expect(rate.perMinute(begin + 2 * minuteMs)).toBe(300)
    expect(rate.perMinute(begin + 4.5 * minuteMs)).toBeCloseTo(133.3, 1)
    expect(rate.perMinute(begin + 5 * minuteMs)).toBe(0)
    rate.add(500, begin + 60 * minuteMs)
    rate.add(500, begin + 60 * minuteMs + 5000)
    expect(rate.perMinute(begin + 61 * minuteMs)).toBe(200)
    expect(rate.perMinute(begin + 64.7 * minuteMs)).toBe(200)
    expect(rate.perMinute(begin + 65 * minuteMs)).toBe(0)
  })
})

describe('a distribution', () => {
  it('keeps the counts of all values by doubling, also after it was exported', () => {
    const distribution = new Distribution()
    for (const value of [0, 1, 1.5, 2, 3, 1e9]) distribution.record(value, begin)
    const { cumulative, count, sum, recent } = distribution.summary(begin)
    expect([count, sum, recent?.count]).toEqual([6, 1e9 + 7.5, 6])
    // ≤ 1/16, 1/8, 1/4, 1/2, 1, 2, 4 …; the last value is above all bounds.
    expect(cumulative.slice(0, 8)).toEqual([1, 1, 1, 1, 2, 4, 5, 5])
    expect(cumulative.at(-1)).toBe(5)
    const later = new Distribution(distribution.toState())
    later.record(3, begin)
    expect(later.summary(begin)).toMatchObject({ count: 7, sum: 1e9 + 10.5, recent: { count: 1 } })
    expect(later.summary(begin).cumulative.slice(4, 8)).toEqual([2, 4, 6, 6])
    expect(distribution.summary(begin).count).toBe(6)
  })
})
