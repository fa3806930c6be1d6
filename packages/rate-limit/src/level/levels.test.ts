import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bucket } from './bucket.ts'
import { every, FixedWindow } from './fixed-window.ts'
import { SlidingWindow } from './sliding-window.ts'

const start = 1_795_000_000_000
const minuteMs = 60_000

describe('a bucket', () => {
  const bucket = (limit: number, capacity: number): Bucket =>
    new Bucket({ limit, windowMs: minuteMs, capacity }, start)

  it('fills evenly, and says to the millisecond when there is enough', () => {
    const level = bucket(7, 1)
    level.take(1, start, 1)
    expect(level.left(start)).toBe(0)
    const at = level.availableAt(1, start, 1)
    expect(at).toBeCloseTo(start + minuteMs / 7, 2)
    expect(level.availableAt(1, at - 0.01, 1)).toBe(at)
    expect(level.availableAt(1, at, 1)).toBe(at)
  })

  it('holds no more than its capacity, however long nothing is taken', () => {
    const level = bucket(60, 5)
    expect(level.left(start + 1e12)).toBe(5)
    level.take(3, start + 1e12, 1)
    expect(level.left(start + 1e12)).toBe(2)
  })

  it('lets a call begin that takes more than it holds when it is full, and makes the next ones wait for it', () => {
    const level = bucket(60, 5)
    expect(level.availableAt(20, start, 1)).toBe(start)
    level.take(20, start, 1)
    expect(level.left(start)).toBe(-15)
    expect(level.availableAt(1, start, 1)).toBe(start + 16_000)
    expect(level.availableAt(20, start, 1)).toBe(start + 20_000)
  })

  it('waits until there would be enough where it is known that a smaller amount is refused', () => {
    const level = new Bucket({ limit: 60, windowMs: minuteMs, capacity: 5, enough: 60 }, start)
    expect(level.availableAt(20, start, 1)).toBe(start + 15_000)
    expect(level.availableAt(80, start, 1)).toBe(start + 55_000)
  })

  it('counts twice at half the pace', () => {
    const level = bucket(60, 10)
    level.take(1, start, 0.5)
    expect(level.left(start)).toBe(8)
    level.giveBack(1, start, 0.5)
    expect(level.left(start)).toBe(10)
    expect(level.availableAt(8, start, 0.5)).toBe(start)
  })

  it('is set to what was left at an earlier time', () => {
    const level = bucket(60, 60)
    level.set(10, start)
    expect(level.left(start + 5000)).toBe(15)
    level.set(-10, start)
    expect(level.availableAt(1, start, 1)).toBe(start + 11_000)
  })

  it('keeps what is left when it fills in another way from now on, up to its new capacity', () => {
    const level = bucket(60, 60)
    level.take(25, start, 1)
    level.reshape({ limit: 7, windowMs: 1000, capacity: 50 }, start + 0.4)
    expect(level.left(start + 0.4)).toBeCloseTo(35, 0)
    level.reshape({ limit: 7, windowMs: 1000, capacity: 2 }, start + 0.4)
    expect(level.left(start + 0.4)).toBe(2)
  })

  it('never drifts: what is taken and given back leaves exactly what there was, after any number of calls', () => {
    const limits = fc.constantFrom(1, 7, 60, 999_983, 4_000_000, 1_000_000_007)
    const steps = fc.array(
      fc.record({
        afterMs: fc.double({ min: 0, max: 5000, noNaN: true }),
        amount: fc.nat(100_000),
        pace: fc.constantFrom(1, 0.6, 0.36, 0.05),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(limits, steps, (limit, taken) => {
        const level = bucket(limit, Math.ceil(limit / 6))
        const plain = bucket(limit, Math.ceil(limit / 6))
        level.take(limit, start, 1)
        plain.take(limit, start, 1)
        let now = start
        for (const { afterMs, amount, pace } of taken) {
          level.take(amount, now, pace)
          level.giveBack(amount, now, pace)
          expect(level.left(now)).toBe(plain.left(now))
          now += afterMs
        }
      }),
    )
  })

  it('lets through exactly its limit in the long run, also where a unit takes no whole number of milliseconds', () => {
    for (const limit of [1, 7, 59, 999]) {
      const level = bucket(limit, 1)
      let now = start
      let calls = 0
      while (now <= start + 100 * minuteMs) {
        level.take(1, now, 1)
        calls += 1
        now = level.availableAt(1, now, 1)
      }
      expect(calls).toBe(100 * limit + 1)
    }
  })

  it('counts on exactly after years', () => {
    const level = bucket(1_000_000_007, 1000)
    const later = start + 10 * 365 * 86_400_000
    level.take(1000, later, 1)
    expect(level.left(later)).toBe(0)
    level.take(500, later + 0.03, 1)
    expect(level.left(later + 0.03)).toBeLessThan(1)
    const at = level.availableAt(1, later + 0.03, 1)
    expect(at - later).toBeGreaterThan(0)
    expect(at - later).toBeLessThan(1)
  })
})

describe('a fixed window', () => {
  const window = (limit: number): FixedWindow =>
    new FixedWindow({ limit, resetAt: start + 5000, nextReset: every(minuteMs) })

  it('is full again all at once when it ends, and every window after it as well', () => {
    const level = window(3)
    for (let call = 0; call < 3; call += 1) level.take(1, start, 1)
    expect(level.availableAt(1, start, 1)).toBe(start + 5000)
    expect(level.left(start + 5000)).toBe(3)
    level.take(3, start + 5000, 1)
    expect(level.resetAt).toBe(start + 65_000)
    expect(level.availableAt(1, start + 5000, 1)).toBe(start + 65_000)
    level.take(1, start + 5000 + 10 * minuteMs + 1, 1)
    expect(level.resetAt).toBe(start + 5000 + 11 * minuteMs)
    expect(level.left(start + 5000 + 10 * minuteMs + 1)).toBe(2)
  })

  it('does not give back in the next window what was taken in the one before', () => {
    const level = window(10)
    level.take(6, start, 1)
    level.giveBack(2, start, 1)
    expect(level.left(start)).toBe(6)
    level.take(4, start + 6000, 1)
    level.giveBack(4, start, 1)
    expect(level.left(start + 6000)).toBe(6)
  })

  it('lets a call begin that takes more than a whole window when nothing has been used of it', () => {
    const level = window(10)
    expect(level.availableAt(25, start, 1)).toBe(start)
    level.take(25, start, 1)
    expect(level.left(start)).toBe(-15)
    expect(level.availableAt(25, start, 1)).toBe(start + 5000)
    expect(level.left(start + 5000)).toBe(10)
  })

  it('is set, resized and moved', () => {
    const level = window(10)
    level.set(4, start)
    level.resize(20)
    expect(level.left(start)).toBe(14)
    level.endAt(start + 9000)
    expect(level.availableAt(15, start, 1)).toBe(start + 9000)
    level.set(100, start)
    expect(level.left(start)).toBe(20)
  })

  it('counts twice at half the pace', () => {
    const level = window(10)
    level.take(1, start, 0.5)
    expect(level.left(start)).toBe(8)
    expect(level.availableAt(4, start, 0.5)).toBe(start)
    expect(level.availableAt(5, start, 0.5)).toBe(start + 5000)
  })

  it('gives back exactly what it took at any pace', () => {
    const level = window(1000)
    for (let call = 0; call < 200; call += 1) {
      level.take(1, start, 0.6 ** (call % 4))
      level.giveBack(1, start, 0.6 ** (call % 4))
    }
    expect(level.left(start)).toBe(1000)
  })
})

describe('a sliding window', () => {
  const window = (limit: number): SlidingWindow => new SlidingWindow({ limit, windowMs: minuteMs })

  it('may be used up at once, and comes back as what was taken leaves it', () => {
    const level = window(3)
    level.take(2, start, 1)
    level.take(1, start + 10_000, 1)
    expect(level.left(start + 10_000)).toBe(0)
    expect(level.availableAt(1, start + 20_000, 1)).toBe(start + minuteMs)
    expect(level.availableAt(3, start + 20_000, 1)).toBe(start + 70_000)
    expect(level.left(start + minuteMs - 1)).toBe(0)
    expect(level.left(start + minuteMs)).toBe(2)
    level.take(2, start + minuteMs, 1)
    expect(level.availableAt(1, start + minuteMs, 1)).toBe(start + 70_000)
  })

  it('lets a call begin that takes more than a whole window when nothing has been used of it', () => {
    const level = window(10)
    expect(level.availableAt(25, start, 1)).toBe(start)
    level.take(25, start, 1)
    expect(level.left(start)).toBe(-15)
    expect(level.availableAt(1, start, 1)).toBe(start + minuteMs)
  })

  it('counts twice at half the pace', () => {
    const level = window(10)
    level.take(1, start, 0.5)
    expect(level.left(start)).toBe(8)
    expect(level.availableAt(4, start, 0.5)).toBe(start)
    expect(level.availableAt(5, start, 0.5)).toBe(start + minuteMs)
  })

  it('gives back exactly what it took at any pace, and nothing that has come back by itself', () => {
    const level = window(1000)
    for (let call = 0; call < 200; call += 1) {
      level.take(1, start + call, 0.6 ** (call % 4))
      level.giveBack(1, start + call, 0.6 ** (call % 4))
    }
    expect(level.left(start + 200)).toBe(1000)
    level.take(10, start + 300, 1)
    level.take(5, start + 300 + minuteMs, 1)
    level.giveBack(10, start + 300, 1)
    expect(level.left(start + 300 + minuteMs)).toBe(995)
    level.giveBack(-3, start + 300 + minuteMs, 1)
    expect(level.left(start + 300 + minuteMs)).toBe(992)
    level.giveBack(1, start + 301 + minuteMs, 1)
    expect(level.left(start + 300 + minuteMs)).toBe(992)
  })

  it('is set to less, and resized', () => {
    const level = window(10)
    level.take(2, start, 1)
    level.set(9, start)
    expect(level.left(start)).toBe(8)
    level.set(3, start)
    expect(level.left(start)).toBe(3)
    level.resize(4)
    expect(level.left(start)).toBe(-3)
    expect([level.capacity, level.left(start + minuteMs)]).toEqual([4, 4])
  })

  it('remembers a thousand times exactly, of more each a little too long', () => {
    const window = new SlidingWindow({ limit: 2000, windowMs: 10_000 })
    for (let at = 0; at < 1000; at += 1) window.take(1, at, 1)
    expect(window.taken.slice(0, 3)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ])
    window.take(1, 1000, 1)
    expect(window.taken).toHaveLength(501)
    expect(window.taken.slice(0, 2)).toEqual([
      [1, 2],
      [3, 2],
    ])
    expect(window.taken.at(-1)).toEqual([1000, 1])
    expect([window.left(1000), window.left(10_000), window.left(10_001)]).toEqual([999, 999, 1001])
    for (let at = 1001; at < 1500; at += 1) window.take(1, at, 1)
    window.take(1, 1500, 1)
    expect(window.taken).toHaveLength(501)
    expect(window.taken.slice(-2)).toEqual([
      [1499, 2],
      [1500, 1],
    ])
    expect(window.left(1500)).toBe(499)
  })

  it('takes what is told late for taken at the latest time', () => {
    const level = window(3)
    level.take(1, start + 5000, 1)
    level.take(2, start, 1)
    expect(level.availableAt(1, start + 5000, 1)).toBe(start + 65_000)
  })

  it('never exceeds its limit in any window, and uses all of it, also of many thousands', () => {
    const limit = 5000
    const level = window(limit)
    const times: number[] = []
    for (let now = start; now < start + 10 * minuteMs; now += 7)
      while (level.availableAt(1, now, 1) <= now) {
        level.take(1, now, 1)
        times.push(now)
      }
    let first = 0
    const most = times.reduce((count, at, place) => {
      while (at - (times[first] ?? at) >= minuteMs) first += 1
      return Math.max(count, place - first + 1)
    }, 0)
    expect(most).toBeLessThanOrEqual(limit)
    expect(times.length).toBeGreaterThan(0.99 * 10 * limit)
  })
})
