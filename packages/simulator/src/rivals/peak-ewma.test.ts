import { describe, expect, it } from 'vitest'
import { Helicone, PeakEwma } from './peak-ewma.ts'
import { play, type Played } from './test/play.ts'

const tower = (targets = 2): Played<PeakEwma> => play((world) => new PeakEwma(world), targets)
const helicone = (targets = 2): Played<Helicone> => play((world) => new Helicone(world), targets)

/** How many calls under way at the second make its cost greater than that of the first with so many. */
function callsToExceed({ inFlight, pick }: Played<PeakEwma>, now: number, first: number): number {
  for (let second = 0; second < 10_000; second += 1) {
    inFlight.splice(0, 2, first, second)
    if (pick(now) === 0) return second
  }
  return Infinity
}
/** What the peak of the first is, in the peak of the second. */
const ratio = (played: Played<PeakEwma>, now: number): number => callsToExceed(played, now, 99) / 100

describe('tower', () => {
  it('has three attempts', () => {
    expect(tower().policy.maxAttempts).toBe(3)
  })

  it('multiplies the peak by the calls under way, with the next one', () => {
    const played = tower()
    for (const inFlight of [
      [0, 0],
      [2, 2],
      [1, 2],
    ]) {
      played.inFlight.splice(0, 2, ...inFlight)
      expect(played.pick(0)).toBe(0)
    }
    played.inFlight.splice(0, 2, 1, 0)
    expect(played.pick(0)).toBe(1)
  })

  it('draws two, and never the same', () => {
    const { pick, inFlight } = tower(3)
    inFlight.splice(0, 3, 2, 1, 0)
    expect(pick(0, {}, [0, 0])).toBe(1)
    expect(pick(0, {}, [0, 0.9])).toBe(2)
    expect(pick(0, {}, [0.9, 0])).toBe(2)
    expect(pick(0, { tried: [2] }, [0, 0])).toBe(1)
  })

  it('follows a slower answer at once', () => {
    const played = tower()
    played.end(0, 0, { ms: 5000 })
    expect(ratio(played, 0)).toBeCloseTo(5, 1)
    played.end(0, 0, { ms: 9000, firstContentMs: 8000 })
    expect(ratio(played, 0)).toBeCloseTo(8, 1)
  })

  it('follows faster answers as the average over ten seconds does', () => {
    const played = tower()
    const other = Math.exp(-1)
    played.end(10_000, 0, { ms: 100 })
    expect(ratio(played, 10_000)).toBeCloseTo((other + 0.1 * (1 - other)) / other, 1)
    played.end(11_000, 0, { ms: 100, kind: 'failed' })
    const first = (other + 0.1 * (1 - other)) * Math.exp(-0.1) + 0.1 * (1 - Math.exp(-0.1))
    expect(ratio(played, 11_000)).toBeCloseTo(first / Math.exp(-1.1), 1)
    expect(ratio(played, 40_000)).toBeCloseTo(first / Math.exp(-1.1), 1)
  })

  it('counts a second for a target without answers, which fades as others do', () => {
    const played = tower()
    played.end(10_000, 0, { ms: 500 })
    expect(ratio(played, 10_000)).toBeCloseTo((1 * Math.exp(-1) + 0.5 * (1 - Math.exp(-1))) / Math.exp(-1), 1)
    played.end(20_000, 1, { ms: 1000 })
    expect(ratio(played, 20_000)).toBeLessThan(1)
  })

  it('learns nothing of a target that it does not have, and chooses none of none', () => {
    const played = tower()
    played.end(0, 7, { ms: 5000 })
    expect(ratio(played, 0)).toBeCloseTo(1, 1)
    expect(tower(0).pick(0)).toBeUndefined()
  })
})

describe('helicone', () => {
  const endMany = (
    { end }: Played<Helicone>,
    now: number,
    { errors, all }: { readonly errors: number; readonly all: number },
  ): void => {
    for (let time = 0; time < all; time += 1) end(now, 0, time < errors ? { kind: 'failed' } : {})
  }

  it('counts a quarter of a second for a target without answers, and averages over half a minute', () => {
    const played = helicone()
    expect(played.policy.maxAttempts).toBe(3)
    played.end(0, 0, { ms: 1000 })
    expect(ratio(played, 0)).toBeCloseTo(4, 1)
    played.end(30_000, 0, { ms: 100 })
    const kept = Math.exp(-1)
    expect(ratio(played, 30_000)).toBeCloseTo((kept + 0.1 * (1 - kept)) / (0.25 * kept), 1)
  })

  it.each([
    { errors: 19, all: 19, isOut: false },
    { errors: 20, all: 20, isOut: true },
    { errors: 2, all: 20, isOut: false },
    { errors: 3, all: 20, isOut: true },
    { errors: 10, all: 100, isOut: false },
    { errors: 11, all: 100, isOut: true },
  ])('takes out a provider with $errors errors in $all ends: $isOut', ({ errors, all, isOut }) => {
    const played = helicone()
    endMany(played, 0, { errors, all })
    expect(played.policy.tick.everyMs).toBe(5000)
    expect(played.pick(4999)).toBe(0)
    played.policy.tick.run(5000)
    expect(played.pick(5000, { tried: [1] })).toBe(isOut ? 1 : 0)
  })

  it('looks at the last minute', () => {
    const played = helicone(1)
    endMany(played, 1000, { errors: 20, all: 20 })
    played.policy.tick.run(60_999)
    expect(played.pick(60_999)).toBeUndefined()
    endMany(played, 60_999, { errors: 1, all: 11 })
    played.policy.tick.run(61_000)
    expect(played.pick(61_000)).toBe(0)
    endMany(played, 61_000, { errors: 2, all: 9 })
    played.policy.tick.run(61_001)
    expect(played.pick(61_001)).toBeUndefined()
    played.policy.tick.run(121_000)
    expect(played.pick(121_000)).toBe(0)
  })

  it.each([
    { kind: 'timed-out', isOut: true },
    { kind: 'failed', isOut: true },
    { kind: 'rate-limited', isOut: false },
    { kind: 'answered', isOut: false },
  ] as const)('counts $kind as an error: $isOut', ({ kind, isOut }) => {
    const { policy, end, pick } = helicone(1)
    for (let time = 0; time < 20; time += 1) end(0, 0, { kind, retryAfterMs: 1000 })
    policy.tick.run(5000)
    expect(pick(5000)).toBe(isOut ? undefined : 0)
  })

  it.each([
    { retryAfterMs: undefined, untilMs: 61_000 },
    { retryAfterMs: 2000, untilMs: 3000 },
  ])('asks a provider that has refused again at $untilMs ms', ({ retryAfterMs, untilMs }) => {
    const { end, pick } = helicone()
    end(1000, 0, { kind: 'rate-limited', retryAfterMs })
    expect(pick(untilMs - 1, { tried: [1] })).toBe(1)
    expect(pick(untilMs, { tried: [1] })).toBe(0)
  })

  it('chooses none where all are out, and learns nothing of a provider that it does not have', () => {
    const { policy, end, pick } = helicone()
    end(0, 7, { kind: 'rate-limited' })
    policy.tick.run(5000)
    expect(pick(5000)).toBe(0)
    end(5000, 0, { kind: 'rate-limited' })
    end(5000, 1, { kind: 'rate-limited', retryAfterMs: 1 })
    expect(pick(5000)).toBeUndefined()
    expect(pick(5001)).toBe(1)
  })
})
