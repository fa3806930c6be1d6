import { describe, expect, it } from 'vitest'
import { CallWindow } from './call-window.ts'

/** A window that was cut to `limit` at 0 ms, with a threshold of half as much, at least 8. */
function cutTo(limit: number): CallWindow {
  const window = new CallWindow()
  window.cut(limit, 0)
  expect(window.limit).toBe(limit)
  return window
}

/** Successes of calls that began at `startedAt`, while `inFlight` others run. */
function succeed(
  window: CallWindow,
  times: number,
  { inFlight, startedAt = 1, now = 2 }: { inFlight: number; startedAt?: number; now?: number },
): void {
  for (let time = 0; time < times; time += 1) window.grow(startedAt, inFlight, now)
}

describe('the window of a target that has refused nothing', () => {
  it('has room for any number of calls, however many succeed', () => {
    const window = new CallWindow()
    succeed(window, 100, { inFlight: 50 })
    expect(window.limit).toBe(Infinity)
    expect(window.isFull(1_000_000)).toBe(false)
  })

  it('could shrink only while more than one call is in flight', () => {
    const window = new CallWindow()
    expect(window.canShrinkFrom(1)).toBe(false)
    expect(window.canShrinkFrom(2)).toBe(true)
  })
})

describe('a cut', () => {
  it('leaves one place less than calls were in flight, the refused one included', () => {
    expect(cutTo(20).limit).toBe(20)
  })

  it('takes one place of a window that is not used up to the last', () => {
    const window = cutTo(20)
    window.cut(30, 1)
    expect(window.limit).toBe(19)
    window.cut(4, 2)
    expect(window.limit).toBe(4)
  })

  it('leaves one place at least', () => {
    const window = new CallWindow()
    window.cut(0, 0)
    expect(window.limit).toBe(1)
    window.cut(0, 1)
    expect(window.limit).toBe(1)
    expect(window.canShrinkFrom(1)).toBe(false)
    expect(window.isFull(0)).toBe(false)
    expect(window.isFull(1)).toBe(true)
  })

  it('leaves a fraction of a place unused', () => {
    const window = cutTo(20)
    succeed(window, 10, { inFlight: 19 })
    expect(window.limit).toBeCloseTo(23)
    window.cut(19, 3)
    window.grow(4, 18, 5)
    expect(window.limit).toBeCloseTo(19.3)
    expect(window.isFull(18)).toBe(false)
    expect(window.isFull(19)).toBe(true)
  })
})

describe('a block', () => {
  it('leaves one place, and a new generation', () => {
    const window = new CallWindow()
    const { generation } = window
    window.block(40, 0)
    expect(window.limit).toBe(1)
    expect(window.generation).toBe(generation + 1)
  })

  it('remembers half of what was in flight as the threshold of the slow start', () => {
    const window = new CallWindow()
    window.block(39, 0)
    // One more per success up to 20, then 0.3.
    succeed(window, 19, { inFlight: 19 })
    expect(window.limit).toBe(20)
    window.grow(1, 19, 2)
    expect(window.limit).toBeCloseTo(20.3)
  })

  it('is no new generation for a cut', () => {
    const window = new CallWindow()
    const { generation } = window
    window.cut(5, 0)
    expect(window.generation).toBe(generation)
  })
})

describe('a success', () => {
  it('adds one place below the threshold, which is 8 at least', () => {
    const window = new CallWindow()
    window.block(0, 0)
    const limits = Array.from({ length: 9 }, () => {
      window.grow(1, Math.floor(window.limit) - 1, 2)
      return window.limit
    })
    expect(limits.slice(0, 8)).toEqual([2, 3, 4, 5, 6, 7, 8, 8.3])
    expect(limits[8]).toBeCloseTo(8.6)
  })

  it('adds one place after more than twice as many successes in a row as the window is large', () => {
    const window = cutTo(20)
    const steps: number[] = []
    for (let count = 0; count < 140; count += 1) {
      const before = window.limit
      window.grow(1, 39, 2)
      steps.push(window.limit - before)
    }
    // Before the n-th one the window is 20 + 0.3 × (n - 1): n is more than twice that from the 99th on.
    const firstFast = steps.findIndex((step) => step > 0.5)
    expect(firstFast).toBe(98)
    expect(steps.slice(0, firstFast).every((step) => Math.abs(step - 0.3) < 1e-9)).toBe(true)
  })

  it('begins a new row after each cut', () => {
    const window = cutTo(20)
    succeed(window, 60, { inFlight: 39 })
    window.cut(19, 3)
    expect(window.limit).toBe(19)
    succeed(window, 60, { inFlight: 39, startedAt: 4, now: 5 })
    expect(window.limit).toBeCloseTo(19 + 60 * 0.3)
  })

  it('adds nothing while less than half of a window of 8 or more is used', () => {
    const window = cutTo(20)
    window.grow(1, 8, 2)
    expect(window.limit).toBe(20)
    window.grow(1, 9, 2)
    expect(window.limit).toBeCloseTo(20.3)
  })

  it('grows a window below 8 even when it is not used', () => {
    const window = new CallWindow()
    window.block(39, 0)
    succeed(window, 7, { inFlight: 0 })
    expect(window.limit).toBe(8)
    window.grow(1, 0, 2)
    expect(window.limit).toBe(8)
  })
})

describe('the threshold', () => {
  it('is remembered once per recovery: it does not sink while the calls in flight drain', () => {
    const window = new CallWindow()
    window.cut(39, 0)
    for (let inFlight = 38; inFlight > 0; inFlight -= 1) window.cut(inFlight, 0)
    expect(window.limit).toBe(1)
    // A success of a call that began before the cut is no recovery.
    window.grow(-1, 0, 0)
    window.block(0, 0)
    succeed(window, 19, { inFlight: 19 })
    expect(window.limit).toBe(20)
    window.grow(1, 19, 2)
    expect(window.limit).toBeCloseTo(20.3)
  })

  it('is remembered anew at the first failure after a success that began after the last cut', () => {
    const window = new CallWindow()
    window.cut(99, 0)
    window.grow(1, 98, 2)
    // A threshold of 15 is remembered in place of 50.
    window.cut(29, 3)
    window.block(10, 4)
    succeed(window, 14, { inFlight: 29, startedAt: 5, now: 6 })
    expect(window.limit).toBe(15)
    window.grow(5, 29, 6)
    expect(window.limit).toBeCloseTo(15.3)
  })
})

describe('a window that is not used up', () => {
  it('is lifted by the first success 30 s after the last cut', () => {
    const window = cutTo(20)
    window.grow(1, 5, 29_999)
    expect(window.limit).toBe(20)
    window.grow(1, 5, 30_000)
    expect(window.limit).toBe(Infinity)
  })

  it('is not lifted while it is used up', () => {
    const window = cutTo(20)
    window.grow(1, 19, 60_000)
    expect(window.limit).toBeCloseTo(20.3)
  })

  it('is not lifted sooner than 30 s after a further cut', () => {
    const window = cutTo(20)
    window.cut(20, 20_000)
    window.grow(1, 3, 40_000)
    expect(window.limit).toBe(19)
    window.grow(1, 3, 50_000)
    expect(window.limit).toBe(Infinity)
  })

  it('forgets its threshold when it is lifted', () => {
    const window = cutTo(20)
    window.grow(1, 0, 30_000)
    window.block(63, 40_000)
    succeed(window, 31, { inFlight: 63, startedAt: 40_001, now: 40_002 })
    expect(window.limit).toBe(32)
  })
})

describe('a reset', () => {
  it('forgets the limit and the threshold, and begins a new generation', () => {
    const window = cutTo(20)
    const { generation } = window
    window.reset()
    expect(window.limit).toBe(Infinity)
    expect(window.generation).toBe(generation + 1)
    window.block(99, 1)
    succeed(window, 49, { inFlight: 99, startedAt: 2, now: 3 })
    expect(window.limit).toBe(50)
  })
})
