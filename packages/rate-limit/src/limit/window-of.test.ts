import { describe, expect, it } from 'vitest'
import { windowOf } from './window-of.ts'

const minuteMs = 60_000

describe('the length of a reported window', () => {
  it.each<[number, Parameters<typeof windowOf>[0]]>([
    [5000, { unit: 'requests', windowMs: 5000.4 }],
    [1, { unit: 'requests', windowMs: 1 }],
    [minuteMs, { unit: 'requests', windowMs: 0.5 }],
    [minuteMs, { unit: 'requests' }],
    // 10 of 100 are back in 6 s: all of them in a minute.
    [minuteMs, { unit: 'requests', limit: 100, remaining: 90, resetMs: 6000 }],
    [3_600_000, { unit: 'requests', limit: 100, remaining: 90, resetMs: 360_000 }],
    [86_400_000, { unit: 'requests', limit: 100, remaining: 99, resetMs: 864_000 }],
    [1000, { unit: 'requests', limit: 100, remaining: 90, resetMs: 100 }],
    // A second may have been rounded up.
    [minuteMs, { unit: 'requests', limit: 100, remaining: 0, resetMs: 1000 }],
    [1000, { unit: 'requests', limit: 100, remaining: 0, resetMs: 1001 }],
    // More is left than there is.
    [minuteMs, { unit: 'requests', limit: 100, remaining: 110, resetMs: 6000 }],
    [minuteMs, { unit: 'requests', limit: 0, remaining: 0, resetMs: 6000 }],
    // Nothing was used: the shortest that ends with the reset.
    [minuteMs, { unit: 'requests', limit: 100, resetMs: 61_000 }],
    [minuteMs, { unit: 'requests', limit: 100, resetMs: 61_200 }],
    [3_600_000, { unit: 'requests', limit: 100, resetMs: 61_201 }],
    [86_400_000, { unit: 'requests', limit: 100, resetMs: 3_672_001 }],
    // It fits no usual window.
    [minuteMs, { unit: 'requests', limit: 100, remaining: 50, resetMs: 10_000 }],
  ])('is %d ms for %j', (expected, report) => {
    expect(windowOf(report)).toBe(expected)
  })

  it.each([
    [0.8, false],
    [0.81, true],
    [1.24, true],
    [1.25, false],
  ])('is a day when the rate makes %d of a day of it: %s', (share, fits) => {
    const ofDay = 86_400_000 * share * 0.01
    const seen = windowOf({ unit: 'requests', limit: 100, remaining: 99, resetMs: ofDay })
    expect(seen === 86_400_000).toBe(fits)
  })
})
