import { createFakeClock } from '@llm-balancer/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateLimit, type RateLimitOptions } from './index.ts'
import { mostWithin, playCalls, type End, type MadeCall, type PlayedCalls } from './test/play-calls.ts'

const startAt = 1_795_000_000_000
const minuteMs = 60_000
const runs = { numRuns: 10, seed: 7 }

const limiter = (options: RateLimitOptions): ReturnType<typeof rateLimit> =>
  rateLimit({ ...options, clock: createFakeClock(startAt) })

const wasSent = ({ end }: MadeCall): boolean => end !== 'is never sent'
const tokensOf = ({ input, output }: MadeCall): number => input + output

describe('200 concurrent callers of a target with 60 requests per minute', () => {
  const play = (seed: number, ends: readonly End[], lastsMs = 10 * minuteMs): MadeCall[] => {
    const guard = limiter({ requestsPerMinute: 60, learn: false })
    return playCalls(guard, startAt, { seed, callers: 200, lastsMs, ends }).filter(wasSent)
  }
  const burst = 10

  it('begin no more than 60 and the burst within any 60 s, and use at least 98 % of the limit', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const made = play(seed, ['succeeds'])
        expect(mostWithin(made, minuteMs)).toBeLessThanOrEqual(60 + burst)
        expect(made.length).toBeGreaterThanOrEqual(0.98 * 600)
        expect(made.length).toBeLessThanOrEqual(600 + burst)
      }),
      runs,
    )
  })

  it('keep to it however their calls end, also when some never do', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const made = play(seed, ['succeeds', 'fails', 'is aborted', 'is never sent', 'hangs'])
        expect(mostWithin(made, minuteMs)).toBeLessThanOrEqual(60 + burst)
        expect(made.length).toBeGreaterThanOrEqual(0.98 * 600)
      }),
      runs,
    )
  })
})

describe('an exact limit', () => {
  it('is not exceeded in any window, however calls end, may be used up at once, and is used to at least 98 %', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const guard = limiter({ requestsPerMinute: 60, exact: true, learn: false })
        const ends: readonly End[] = ['succeeds', 'fails', 'is aborted', 'is never sent']
        const made = playCalls(guard, startAt, { seed, callers: 200, lastsMs: 10 * minuteMs, ends })
        const sent = made.filter(wasSent)
        expect(mostWithin(sent, minuteMs)).toBeLessThanOrEqual(60)
        expect(sent.filter(({ at }) => at < startAt + 5000).length).toBe(60)
        expect(sent.length).toBeGreaterThanOrEqual(0.98 * 600)
      }),
      runs,
    )
  })

  it('says what is left, and lets nothing more through than the vendor reports', () => {
    const guard = limiter({ requestsPerDay: 5, exact: true })
    const reservation = guard.tryReserve()
    expect(guard.toJSON().limits).toMatchObject([{ kind: 'sliding-window', limit: 5, left: 4 }])
    reservation?.observe({
      limits: [{ unit: 'requests', limit: 5, remaining: 1, windowMs: 24 * 60 * minuteMs }],
    })
    expect(guard.toJSON().limits).toMatchObject([{ left: 1 }])
  })

  it.each([
    [20_000, 20_000],
    [undefined, 250],
  ])('is not used up by a refusal: after %s ms the next call may begin', (retryAfterMs, waitMs) => {
    const guard = limiter({ requestsPerDay: 1000, exact: true })
    const refused = { type: 'failure', kind: 'rate-limit', scope: 'key', durationMs: 5 } as const
    guard.acquire()?.release({ ...refused, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
    expect(guard.availableAt() - startAt).toBe(waitMs)
  })
})

describe('a limit of tokens', () => {
  const limit = 100_000
  const burst = Math.ceil(limit / 12)
  const largest = 6000
  /** Calls of 300 to 6000 tokens, estimated with an error of up to three times. */
  const sized: (error: readonly [least: number, most: number]) => PlayedCalls['draw'] =
    ([least, most]) =>
    (random) => {
      const input = Math.ceil(200 + random() * 3800)
      const output = Math.ceil(100 + random() * 1900)
      const error = least * (most / least) ** random()
      return { cost: { inputTokens: input * error, outputTokens: output * error }, input, output }
    }
  const play = (played: Partial<PlayedCalls> & Pick<PlayedCalls, 'seed' | 'draw'>): MadeCall[] =>
    playCalls(limiter({ tokensPerMinute: limit, learn: false }), startAt, {
      callers: 40,
      lastsMs: 20 * minuteMs,
      ends: ['succeeds'],
      ...played,
    })
  const sum = (made: readonly MadeCall[]): number => made.reduce((total, call) => total + tokensOf(call), 0)

  it('with exact estimates is kept within any 60 s, and used to at least 98 %', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const made = play({ seed, draw: sized([1, 1]) })
        expect(mostWithin(made, minuteMs, tokensOf)).toBeLessThanOrEqual(limit + burst + largest)
        expect(sum(made)).toBeGreaterThanOrEqual(0.98 * 20 * limit)
      }),
      runs,
    )
  })

  it.each<[string, readonly [number, number]]>([
    ['a third of the truth', [1 / 3, 1 / 3]],
    ['three times the truth', [3, 3]],
    ['anything between a third and three times the truth', [1 / 3, 3]],
  ])('with estimates of %s is kept as well, and used to at least 98 %', (_, error) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const made = play({ seed, draw: sized(error) })
        // What the first calls taught is known to those that begin a few seconds later.
        const settled = made.filter(({ at }) => at >= startAt + 10_000)
        expect(mostWithin(settled, minuteMs, tokensOf)).toBeLessThanOrEqual(limit + burst + 2 * largest)
        expect(mostWithin(made, minuteMs, tokensOf)).toBeLessThanOrEqual(limit + 3 * burst + largest)
        expect(sum(made)).toBeGreaterThanOrEqual(0.98 * 20 * limit)
        expect(sum(made)).toBeLessThanOrEqual(20 * limit + 3 * burst)
      }),
      runs,
    )
  })

  it('loses nothing to calls that fail, are never sent, or go without an estimate', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const draw: PlayedCalls['draw'] = (random) => {
          const known = sized([1, 1])?.(random) ?? { cost: {}, input: 0, output: 0 }
          return random() < 0.3 ? { ...known, cost: {} } : known
        }
        const made = play({ seed, draw, ends: ['succeeds', 'succeeds', 'fails', 'is never sent'] })
        const used = made.filter(({ end }) => end === 'succeeds')
        expect(sum(used)).toBeGreaterThanOrEqual(0.98 * 20 * limit)
        expect(mostWithin(used, minuteMs, tokensOf)).toBeLessThanOrEqual(limit + 2 * burst + 2 * largest)
      }),
      runs,
    )
  })
})

describe('what calls hold', () => {
  it('is free again when all have ended, however they did', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const limits = { concurrency: 20, tokensPerMinute: 1_000_000, requestsPerMinute: 600 }
        const guard = limiter({ ...limits, learn: false })
        const ends: End[] = ['succeeds', 'fails', 'is aborted', 'is never sent', 'is refused']
        playCalls(guard, startAt, { seed, callers: 200, lastsMs: minuteMs, ends })
        expect(guard.toJSON().inFlight).toBe(0)
        const later = startAt + 3_600_000
        for (let call = 0; call < 20; call += 1) expect(guard.acquire(later)).not.toBeNull()
        expect(guard.acquire(later)).toBeNull()
        expect(guard.availableAt(later)).toBe(Infinity)
      }),
      runs,
    )
  })

  it('is seen by each of 30 that begin at the same moment', () => {
    const guard = limiter({ tokensPerMinute: 60_000, requestsPerMinute: 600 })
    const begun = Array.from({ length: 30 }, () => guard.acquire(startAt, { inputTokens: 1000 }))
    expect(begun.filter((one) => one !== null)).toHaveLength(5)
    expect(guard.toJSON().limits.map(({ left }) => left)).toEqual([45, 0])
  })

  it('is all of it or nothing: a call that one limit refuses takes nothing of another', () => {
    const guard = limiter({ requestsPerMinute: 600, tokensPerMinute: 6000 })
    guard.acquire(startAt, { inputTokens: 500 })
    expect(guard.acquire(startAt, { inputTokens: 1 })).toBeNull()
    expect(guard.toJSON().limits.map(({ left }) => left)).toEqual([49, 0])
  })
})
