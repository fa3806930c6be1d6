import { describe, expect, it } from 'vitest'
import { CallWindow } from './call-window.ts'

/** A window that was cut to `limit` at 0 ms; the target has answered before. */
function cutTo(limit: number): CallWindow {
  const window = new CallWindow()
  succeed(window, 1, { inFlight: limit, startedAt: -2, now: -1 })
  window.cut(limit, 0)
  expect(window.limit).toBe(limit)
  return window
}

/** A window that was blocked at 0 ms while `inFlight` other calls ran; the target has answered before. */
function blockedAt(inFlight: number): CallWindow {
  const window = new CallWindow()
  succeed(window, 1, { inFlight, startedAt: -2, now: -1 })
  window.block(inFlight, 0)
  return window
}

interface Successes {
  /** How many others run; as many as fit in by default. */
  readonly inFlight?: number
  readonly startedAt?: number
  readonly now?: number
  readonly isSlow?: boolean
}

/** Successes in a row; gives the limit after each. */
function succeed(window: CallWindow, times: number, successes: Successes = {}): number[] {
  const { inFlight, startedAt = 1, now = 2, isSlow = false } = successes
  return Array.from({ length: times }, () => {
    window.grow({ startedAt, isSlow }, inFlight ?? Math.floor(window.limit) - 1, now)
    return Math.round(window.limit * 100) / 100
  })
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
  it('could shrink while it is more than one place, however few calls are in flight', () => {
    expect(cutTo(2).canShrinkFrom(1)).toBe(true)
    expect(cutTo(1).canShrinkFrom(5)).toBe(false)
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
    expect(succeed(window, 1)).toEqual([20.2])
    expect(window.isFull(19)).toBe(false)
    expect(window.isFull(20)).toBe(true)
  })

  it('is no new generation', () => {
    const window = new CallWindow()
    const { generation } = window
    window.cut(5, 0)
    expect(window.generation).toBe(generation)
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

  it('is followed by a quarter of what was in flight before, then by two places per success up to 80 % of it', () => {
    const limits = succeed(blockedAt(39), 14)
    expect(limits).toEqual([10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 32.2, 32.4])
  })

  it('is followed by three places where few calls were in flight before', () => {
    expect(succeed(blockedAt(0), 4)).toEqual([3, 5, 7, 9])
  })

  it('is followed by two places per success, without an end, where the target had never answered', () => {
    const window = new CallWindow()
    window.block(0, 0)
    expect(succeed(window, 20).at(-1)).toBe(41)
  })
})

describe('a success', () => {
  it('adds a fifth of a place near what was in flight before, and a twentieth above it', () => {
    const limits = succeed(cutTo(20), 30)
    expect(limits.slice(0, 3)).toEqual([20.2, 20.4, 20.6])
    // Above 25.2, which is 120 % of the 21 that were in flight.
    expect((limits.at(-1) ?? 0) - (limits.at(-2) ?? 0)).toBeCloseTo(0.05)
  })

  it('adds more the longer the target has not failed, and a place at most, so that a window far below what it serves is soon no bound', () => {
    const added = [2, 10_000, 20_000, 40_000, 80_000].map((now) => {
      const window = cutTo(20)
      succeed(window, 30)
      const before = window.limit
      return (succeed(window, 1, { inFlight: 30, now })[0] ?? NaN) - before
    })
    for (const [place, more] of [0.05, 0.1, 0.2, 0.8, 1].entries()) expect(added[place]).toBeCloseTo(more)
  })

  it('adds nothing while less than half of a window of 8 or more is used', () => {
    const window = cutTo(20)
    expect(succeed(window, 1, { inFlight: 8 })).toEqual([20])
    expect(succeed(window, 1, { inFlight: 9 })).toEqual([20.2])
  })

  it('grows a window below 8 even when it is not used', () => {
    expect(succeed(blockedAt(7), 4, { inFlight: 0 })).toEqual([3, 5, 7, 9])
  })

  it('adds nothing to a window of 8 or more when its answer took clearly longer than usual', () => {
    expect(succeed(cutTo(20), 3, { isSlow: true })).toEqual([20, 20, 20])
    expect(succeed(blockedAt(7), 2, { isSlow: true })).toEqual([3, 5])
  })
})

describe('what was in flight before', () => {
  it('is remembered at the first failure, not while the calls in flight drain', () => {
    const window = cutTo(40)
    for (let inFlight = 39; inFlight > 9; inFlight -= 1) window.cut(inFlight, 1)
    expect(window.limit).toBe(10)
    // By two places beyond 80 % of 41, not of 10.
    expect(succeed(window, 12, { startedAt: 0 }).at(-1)).toBe(34)
  })

  it('is remembered anew after a success that began after the last failure', () => {
    const window = cutTo(40)
    window.cut(9, 10)
    succeed(window, 1, { startedAt: 11, now: 12 })
    window.cut(9, 20)
    expect(succeed(window, 1, { startedAt: 21, now: 22 })).toEqual([9.2])
  })

  it('stays after a success that began before the last failure', () => {
    const window = cutTo(40)
    window.cut(9, 10)
    succeed(window, 1, { startedAt: 9, now: 12 })
    window.cut(9, 20)
    expect(succeed(window, 1, { startedAt: 21, now: 22 })).toEqual([11])
  })
})

describe('a window that is no longer needed', () => {
  it('is lifted 30 s after it was last made smaller', () => {
    const window = cutTo(20)
    expect(succeed(window, 1, { inFlight: 10, now: 29_999 })[0]).toBeLessThan(Infinity)
    expect(succeed(window, 1, { inFlight: 10, now: 30_000 })).toEqual([Infinity])
  })

  it('is not lifted while it is used up', () => {
    const window = cutTo(20)
    expect(succeed(window, 1, { inFlight: 20, now: 30_000 })[0]).toBeLessThan(Infinity)
  })

  it('is not lifted within 10 s after it was full, such as between two batches of long answers', () => {
    const window = cutTo(20)
    window.began(20, 25_000)
    expect(succeed(window, 1, { inFlight: 3, now: 34_999 })[0]).toBeLessThan(Infinity)
    expect(succeed(window, 1, { inFlight: 3, now: 35_000 })).toEqual([Infinity])
  })

  it('has forgotten what was in flight before', () => {
    const window = cutTo(20)
    succeed(window, 1, { inFlight: 3, now: 30_000 })
    window.cut(30, 30_001)
    expect(window.limit).toBe(30)
  })
})

describe('the bound that its user gives', () => {
  const bounded = (concurrency: number): CallWindow => {
    const window = new CallWindow()
    window.concurrency = concurrency
    return window
  }

  it('is the limit while nothing is learnt, and never exceeded after that', () => {
    const window = bounded(4)
    expect([window.limit, window.isLearnt]).toEqual([4, false])
    expect([window.isExhausted(3), window.isExhausted(4)]).toEqual([false, true])
    window.cut(2, 0)
    expect([window.limit, window.isLearnt]).toEqual([2, true])
    expect([window.isFull(1), window.isFull(2), window.isExhausted(2)]).toEqual([false, true, false])
    window.reset()
    expect(window.limit).toBe(4)
    succeed(window, 50, { inFlight: 3 })
    expect(window.limit).toBe(4)
  })

  it('is what was in flight before, for a target that is blocked before it has refused anything', () => {
    const window = bounded(40)
    window.block(0, 0)
    expect(succeed(window, 13)).toEqual([10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 32.2])
  })

  it('ends what was learnt when the window has grown to it, and what the user allows then counts at once', () => {
    const window = bounded(4)
    window.block(3, 0)
    expect(succeed(window, 1)).toEqual([3])
    expect(succeed(window, 1)).toEqual([4])
    expect(window.isLearnt).toBe(false)
    window.concurrency = 9
    expect(window.limit).toBe(9)
  })

  it('may be lowered below what was learnt, and raised again', () => {
    const window = cutTo(20)
    window.concurrency = 5
    expect(window.limit).toBe(5)
    window.concurrency = 50
    expect(window.limit).toBe(20)
  })

  it('of 1 is back with the first answer after a block', () => {
    const window = bounded(1)
    window.block(0, 0)
    expect(window.canShrinkFrom(1)).toBe(false)
    succeed(window, 1)
    expect([window.limit, window.isLearnt]).toEqual([1, false])
  })
})

describe('reset', () => {
  it('forgets what was learnt, and is a new generation', () => {
    const window = blockedAt(20)
    const { generation } = window
    window.reset()
    expect(window.limit).toBe(Infinity)
    expect(window.generation).toBe(generation + 1)
    window.block(3, 50)
    expect(succeed(window, 3, { startedAt: 51, now: 52 })).toEqual([3, 5, 7])
  })
})
