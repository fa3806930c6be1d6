import { describe, expect, it } from 'vitest'
import { Congestion } from './congestion.ts'

/** Calls that a server answers in `msOf` so many in flight, each a second after the one before. */
function play(congestion: Congestion, calls: number, inFlightOf: (call: number) => number): Congestion {
  let usualMs = 300
  for (let call = 0; call < calls; call += 1) {
    const inFlight = inFlightOf(call)
    const ms = msWith(inFlight)
    usualMs += 0.3 * (ms - usualMs)
    congestion.answered({ ms, usualMs, inFlight }, call * 1000)
  }
  return congestion
}

/** A server of one's own that has room for ten. */
const msWith = (inFlight: number): number => (inFlight <= 10 ? 300 : 300 + 200 * (inFlight - 10))

describe('the window of calls side by side', () => {
  it('begins small, and makes the next call slower by the square of its use', () => {
    const congestion = new Congestion()
    expect(congestion.window).toBe(4)
    expect([0, 2, 4, 8].map((inFlight) => congestion.factor(inFlight))).toEqual([1, 1.25, 2, 5])
  })

  it('grows while it is used and answers stay fast, and not while it is not used', () => {
    expect(play(new Congestion(), 20, () => 2).window).toBe(4)
    expect(play(new Congestion(), 20, () => 10).window).toBe(14)
    expect(play(new Congestion(), 400, () => 10).window).toBeCloseTo(20, 0)
  })

  it('shrinks while answers are slower than the fast quarter, down to three', () => {
    const congestion = play(new Congestion(), 200, (call) => (call % 2 === 0 ? 4 : 9))
    for (let call = 0; call < 5; call += 1)
      congestion.answered({ ms: 3000, usualMs: 3000, inFlight: 20 }, 1e6 + call * 5000)
    const { window } = congestion
    expect(window).toBeLessThan(15)
    for (let call = 0; call < 200; call += 1)
      congestion.answered({ ms: 3000, usualMs: 30_000, inFlight: 20 }, 2e6 + call * 31_000)
    expect(congestion.window).toBe(3)
  })

  it('shrinks once for the answers of one time, because they are of one crowd', () => {
    const congestion = play(new Congestion(), 40, () => 10)
    const before = congestion.window
    for (let call = 0; call < 10; call += 1)
      congestion.answered({ ms: 3000, usualMs: 3000, inFlight: 100 }, 1e6 + call)
    expect(congestion.window).toBeCloseTo(before * 0.95)
  })

  it('does not shrink by answers that are slow without a crowd', () => {
    const congestion = play(new Congestion(), 40, () => 1)
    congestion.answered({ ms: 9000, usualMs: 9000, inFlight: 2 }, 1e6)
    expect(congestion.window).toBe(4)
  })

  it('stays while less than half of it is in use, however slow answers are: they say nothing of a crowd', () => {
    const congestion = play(new Congestion(), 400, () => 10)
    const before = congestion.window
    for (let call = 0; call < 50; call += 1)
      congestion.answered({ ms: 9000, usualMs: 9000, inFlight: 9 }, 1e6 + call * 10_000)
    expect(congestion.window).toBe(before)
  })

  it('grows also after a first answer that was quick by chance', () => {
    const congestion = new Congestion()
    congestion.answered({ ms: 100, usualMs: 100, inFlight: 1 }, 0)
    for (let call = 1; call < 400; call += 1)
      congestion.answered({ ms: 250 + 100 * (call % 2), usualMs: 300, inFlight: 100 }, call * 2)
    expect(congestion.window).toBeGreaterThan(100)
  })

  it('does not take the queues of a minute for what is usual', () => {
    const congestion = play(new Congestion(), 100, () => 10)
    const before = congestion.window
    for (let call = 0; call < 3000; call += 1)
      congestion.answered({ ms: 6000, usualMs: 6000, inFlight: 200 }, 200_000 + call * 20)
    expect(congestion.window).toBeLessThan(before)
  })

  it('takes what lasts for hours for what is usual', () => {
    const congestion = play(new Congestion(), 2000, () => 1)
    const slower = (calls: number, from: number): number => {
      for (let call = 0; call < calls; call += 1)
        congestion.answered({ ms: 900, usualMs: 900, inFlight: 4 }, from + call * 60_000)
      return congestion.window
    }
    const before = slower(20, 3e6)
    expect(before).toBeLessThan(4)
    slower(200, 5e6)
    expect(slower(50, 2e7)).toBeGreaterThan(before)
  })
})
