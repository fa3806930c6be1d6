import { describe, expect, it } from 'vitest'
import { Reliability } from './reliability.ts'

const failedTimes = (count: number): Reliability => {
  const reliability = new Reliability()
  for (let failure = 0; failure < count; failure += 1) reliability.failed(0)
  return reliability
}

/** The share of failures behind a cost, with next attempts that take no time. */
const shareOf = (reliability: Reliability, now = 0): number => {
  const each = reliability.costMs(now, 0) / 1000
  return each / (1 + each)
}

describe('what failures cost', () => {
  it('is nothing for a target without any', () => {
    expect(new Reliability().costMs(0, 500)).toBe(0)
  })

  it('is the number of failures that are expected times a retry and the next attempt', () => {
    const reliability = failedTimes(1)
    expect(shareOf(reliability)).toBeCloseTo(0.04)
    expect(reliability.costMs(0, 500)).toBeCloseTo((0.04 / 0.96) * 1500)
  })

  it('grows faster with each failure in a row, up to 40 % at once', () => {
    expect(shareOf(failedTimes(2))).toBeCloseTo(1 - 0.96 * 0.92)
    expect(shareOf(failedTimes(3))).toBeCloseTo(1 - 0.96 * 0.92 * 0.84)
    const worse = (1 - shareOf(failedTimes(7))) / (1 - shareOf(failedTimes(6)))
    expect(worse).toBeCloseTo(0.6)
  })

  it('begins small again after a success', () => {
    const reliability = failedTimes(3)
    const before = shareOf(reliability)
    reliability.succeeded(0)
    expect(shareOf(reliability)).toBeCloseTo(0.95 * before)
    reliability.failed(0)
    expect(1 - shareOf(reliability)).toBeCloseTo(0.96 * (1 - 0.95 * before))
  })

  it('is forgotten by and by after ten seconds without a call', () => {
    const reliability = failedTimes(3)
    const before = shareOf(reliability)
    expect(shareOf(reliability, 10_000)).toBe(before)
    expect(shareOf(reliability, 40_000)).toBeCloseTo(before / Math.E)
  })

  it('does not come back with the first answer after a silence', () => {
    const reliability = failedTimes(4)
    const faded = shareOf(reliability, 50_000)
    reliability.succeeded(50_000)
    expect(shareOf(reliability, 50_000)).toBeCloseTo(0.95 * faded)
    const failing = failedTimes(4)
    failing.failed(50_000)
    expect(1 - shareOf(failing, 50_000)).toBeCloseTo((1 - faded) * 0.6)
  })

  it('is limited when every call fails', () => {
    expect(failedTimes(60).costMs(0, 0)).toBeCloseTo(20_000, -1)
  })

  it('counts a shortage of the vendor for a little, however many come in a row', () => {
    const reliability = new Reliability()
    reliability.shed(0)
    expect(shareOf(reliability)).toBeCloseTo(0.07)
    reliability.shed(0)
    expect(shareOf(reliability)).toBeCloseTo(1 - 0.93 ** 2)
  })
})
