import { seededRandom } from '@llm-balancer/core/time'
import fc from 'fast-check'
import { build } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { bucketCount, bucketOf, doublingOf, middleOf, upperBounds } from './buckets.ts'
import { LogLinearHistogram, quantilesOf } from './log-linear-histogram.ts'

const shares = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1]

/** The value that the share of all values does not exceed, found by sorting them. */
const exactQuantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1] ?? NaN

const histogramOf = (values: readonly number[]): LogLinearHistogram => {
  const histogram = new LogLinearHistogram()
  for (const value of values) histogram.record(value)
  return histogram
}

const expectClose = (found: number | undefined, exact: number): void => {
  expect(Math.abs((found ?? NaN) - exact)).toBeLessThanOrEqual(0.02 * exact)
}

/** Latencies as they are: many short ones, a long tail. */
const latencies = (count: number, seed: number): number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () =>
    Math.ceil(200 * Math.exp(2 * (random() + random() - 1)) * (1 + random())),
  )
}

describe('a histogram', () => {
  it.each([1, 2, 3])('finds the quantiles that HdrHistogram finds, with seed %s', (seed) => {
    const values = latencies(20_000, seed)
    const oracle = build({ numberOfSignificantValueDigits: 3 })
    for (const value of values) oracle.recordValue(value)
    const found = quantilesOf([histogramOf(values)], [0.5, 0.9, 0.95, 0.99, 0.999])
    for (const [place, percentile] of [50, 90, 95, 99, 99.9].entries())
      expectClose(found[place], oracle.getValueAtPercentile(percentile))
  })

  it('is at most 2 % wrong, whatever the values', () => {
    const value = fc.double({ min: 1 / 16, max: 2 ** 24, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
        const found = quantilesOf([histogramOf(values)], shares)
        for (const [place, share] of shares.entries()) expectClose(found[place], exactQuantile(values, share))
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('adds several histograms up as if all values were in one', () => {
    const [some, others] = [latencies(500, 4), latencies(700, 5)]
    expect(quantilesOf([histogramOf(some), histogramOf(others)], shares)).toEqual(
      quantilesOf([histogramOf([...some, ...others])], shares),
    )
  })

  it('knows no quantile without a value, also after all were forgotten', () => {
    const histogram = histogramOf([5, 7])
    expect([histogram.count, histogram.sum, histogram.least, histogram.greatest]).toEqual([2, 12, 5, 7])
    histogram.clear()
    expect(quantilesOf([histogram, new LogLinearHistogram()], [0.5])).toEqual([undefined])
    histogram.record(100)
    expect([histogram.count, histogram.sum, histogram.least, histogram.greatest]).toEqual([1, 100, 100, 100])
    expect(quantilesOf([histogram], [0.5])).toEqual([100])
  })

  it('takes values of any size, and gives none that is outside of what came', () => {
    expect(quantilesOf([histogramOf([0])], [0.5])).toEqual([0])
    expect(quantilesOf([histogramOf([1e12, 1e13])], [1])).toEqual([1e12])
    expect(quantilesOf([histogramOf([0, 1e12])], [0.5, 1])).toEqual([1 / 16, 2 ** 24])
  })
})

describe('the buckets', () => {
  it('rise with the value, and hold their upper bound', () => {
    const value = fc.double({ min: 0, max: 2 ** 26, noNaN: true })
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one]
        expect(bucketOf(low)).toBeLessThanOrEqual(bucketOf(high))
        expect(bucketOf(high)).toBeLessThan(bucketCount)
        const bound = upperBounds[doublingOf(bucketOf(low))] ?? Infinity
        const below = upperBounds[doublingOf(bucketOf(low)) - 1] ?? -1
        expect(low <= bound && low > below).toBe(true)
      }),
      { seed: 7, numRuns: 2000 },
    )
    for (const [place, bound] of upperBounds.entries()) {
      expect(doublingOf(bucketOf(bound))).toBe(place)
      expect(doublingOf(bucketOf(bound * (1 + Number.EPSILON)))).toBe(place + 1)
    }
  })

  it('have a middle that is in them', () => {
    for (let bucket = 1; bucket < bucketCount - 1; bucket += 1)
      expect(bucketOf(middleOf(bucket))).toBe(bucket)
  })

  it('take what is no number as the least', () => {
    expect(bucketOf(NaN)).toBe(0)
    expect(bucketOf(-5)).toBe(0)
    expect(bucketOf(Infinity)).toBe(bucketCount - 1)
  })
})
