import { describe, expect, it } from 'vitest'
import type { AttemptEnd } from './router/routing-policy.ts'
import { LowestLatency, Shuffle } from './litellm.ts'
import { play, type Played } from './test/play.ts'

const shuffled = (targets: Parameters<typeof play>[1] = 2): Played<Shuffle> =>
  play((world) => new Shuffle(world), targets)
const fastest = (targets: Parameters<typeof play>[1] = 2): Played<LowestLatency> =>
  play((world) => new LowestLatency(world), targets)
const rpm = (requestsPerMinute: number, known?: boolean): object => ({
  limits: { requestsPerMinute, ...(known === undefined ? {} : { known }) },
})
const answered: Partial<AttemptEnd> = { kind: 'answered' }
const failed: Partial<AttemptEnd> = { kind: 'failed' }
const timedOut: Partial<AttemptEnd> = { kind: 'timed-out' }

describe('cooldowns', () => {
  it.each([
    { ends: [{ kind: 'rate-limited' as const }], untilMs: 6000 },
    { ends: [{ kind: 'rate-limited' as const, retryAfterMs: 2000 }], untilMs: 3000 },
    { ends: [failed], untilMs: 0 },
    { ends: [failed, failed], untilMs: 6000 },
    { ends: [timedOut, timedOut], untilMs: 6000 },
    { ends: [failed, { ...failed, retryAfterMs: 9000 }], untilMs: 10_000 },
    { ends: [answered, failed], untilMs: 0 },
    { ends: [answered, failed, failed], untilMs: 6000 },
    { ends: [answered, answered, failed, failed], untilMs: 0 },
    { ends: [answered, answered], untilMs: 0 },
  ])('$ends leaves a deployment out until $untilMs ms', ({ ends, untilMs }) => {
    const { end, shares } = shuffled()
    for (const each of ends) end(1000, 0, each)
    if (untilMs > 0) expect(shares(untilMs - 1)).toEqual([0, 1])
    expect(shares(Math.max(1000, untilMs))).toEqual([0.5, 0.5])
  })

  it('counts failures per minute', () => {
    const { end, shares } = shuffled()
    end(59_999, 0, failed)
    end(60_000, 0, failed)
    expect(shares(60_000)).toEqual([0.5, 0.5])
    end(119_999, 0, failed)
    expect(shares(119_999)).toEqual([0, 1])
  })

  it('chooses none where all cool down, those that were not tried before others, and none of none', () => {
    const { end, pick, shares } = shuffled(3)
    end(0, 0, { kind: 'rate-limited' })
    expect(shares(0, { tried: [1] })).toEqual([0, 0, 1])
    expect(shares(0, { tried: [1, 2] })).toEqual([0, 0.5, 0.5])
    end(0, 1, { kind: 'rate-limited' })
    end(0, 2, { kind: 'rate-limited' })
    expect(pick(4999)).toBeUndefined()
    expect(pick(5000)).toBe(0)
    expect(shuffled(0).pick(0)).toBeUndefined()
  })

  it('learns nothing of a deployment that it does not have', () => {
    const { start, end, shares } = shuffled()
    start(0, 7)
    end(0, 7, { kind: 'rate-limited' })
    end(0, 7, answered)
    expect(shares(0)).toEqual([0.5, 0.5])
  })
})

describe('waits', () => {
  it.each([
    { retryAfterMs: [3000, 2000], waitMs: 2000 },
    { retryAfterMs: [3000, 100], waitMs: 500 },
    { retryAfterMs: [9000, 10_000], waitMs: 8000 },
    { retryAfterMs: [0, 3000], waitMs: 3000 },
  ])(
    'until the first cooldown ends, from 0.5 to 8 s: $retryAfterMs gives $waitMs',
    ({ retryAfterMs, waitMs }) => {
      const played = shuffled()
      for (const [place, ms] of retryAfterMs.entries())
        played.end(1000, place, { kind: 'rate-limited', retryAfterMs: ms })
      expect(played.waitMs(1000)).toBe(waitMs)
      expect(played.waitMs(1000, 0)).toBe(0.75 * waitMs)
      expect(played.waitMs(1000, 1)).toBe(1.25 * waitMs)
    },
  )

  it('asks another deployment at once', () => {
    const { policy, backoffMs } = shuffled()
    expect(policy.maxAttempts).toBe(3)
    expect(backoffMs(0, { ...failed, retryAfterMs: 5000 }, { attempts: 1, tried: [0] })).toBe(0)
  })

  it.each([
    { attempts: 1, waitMs: 500 },
    { attempts: 2, waitMs: 1000 },
    { attempts: 5, waitMs: 8000 },
    { attempts: 6, waitMs: 8000 },
    { attempts: 1, retryAfterMs: 60_001, waitMs: 500 },
  ])(
    'where no other is left, $waitMs ms with jitter after $attempts attempts',
    ({ attempts, retryAfterMs, waitMs }) => {
      const { end, backoffMs } = shuffled()
      end(0, 1, { kind: 'rate-limited' })
      const call = { attempts, tried: [0] }
      expect(backoffMs(0, { ...failed, retryAfterMs }, call)).toBe(waitMs)
      expect(backoffMs(0, { ...failed, retryAfterMs }, call, 0)).toBe(0.75 * waitMs)
      expect(backoffMs(5000, { ...failed, retryAfterMs }, call)).toBe(0)
    },
  )

  it('where no other is left, as long as the server says, up to a minute', () => {
    const { backoffMs } = shuffled(1)
    for (const retryAfterMs of [0, 3000, 60_000])
      expect(backoffMs(0, { ...failed, retryAfterMs }, { attempts: 1, tried: [0] }, 0)).toBe(retryAfterMs)
  })
})

describe('simple-shuffle', () => {
  it.each([
    { targets: [rpm(100), rpm(300)], shares: [0.25, 0.75] },
    { targets: [rpm(100), {}], shares: [1, 0] },
    { targets: [{}, rpm(300)], shares: [0.5, 0.5] },
    { targets: [rpm(100, true), rpm(300, true)], shares: [0.25, 0.75] },
    { targets: [rpm(100, true), rpm(300, false)], shares: [1, 0] },
    { targets: [rpm(100, false), rpm(300)], shares: [0.5, 0.5] },
  ])('draws $targets in the shares $shares', ({ targets, shares }) => {
    expect(shuffled(targets).shares(0)).toEqual(shares)
  })
})

describe('latency-based routing', () => {
  it('asks a deployment without answers first, then the one with the least time per token', () => {
    const { end, pick } = fastest()
    end(0, 0, { ms: 900, firstContentMs: 200 })
    expect(pick(0)).toBe(1)
    end(0, 1, { ms: 300, firstContentMs: 250 })
    expect(pick(0)).toBe(0)
    end(0, 0, { ms: 900, firstContentMs: 310 })
    expect(pick(0)).toBe(1)
  })

  it.each([
    { name: 'the first content of a stream', end: { ms: 900, firstContentMs: 99 }, call: {}, place: 0 },
    {
      name: 'the whole of an answer at once',
      end: { ms: 101, firstContentMs: 99 },
      call: { isStreaming: false },
      place: 1,
    },
    { name: 'an end without content', end: { ms: 101 }, call: {}, place: 1 },
    { name: 'tokens', end: { ms: 190 }, call: { outputTokens: 200 }, place: 0 },
    { name: 'one token at least', end: { ms: 2 }, call: { outputTokens: 0 }, place: 1 },
    { name: 'a tenth of a token as one', end: { ms: 0.9 }, call: { outputTokens: 0.1 }, place: 0 },
  ])('measures $name', ({ end, call, place }) => {
    const played = fastest()
    played.end(0, 1, { ms: 100, firstContentMs: 100 }, { outputTokens: 100 })
    played.end(0, 0, end, call)
    expect(played.pick(0)).toBe(place)
  })

  it('counts a timeout as 1000 s per token, and other failures not at all', () => {
    const { end, pick } = fastest()
    end(0, 0, timedOut)
    end(0, 1, { ms: 999_000 }, { outputTokens: 1 })
    expect(pick(0)).toBe(1)
    end(0, 1, { ms: 1_002_000 }, { outputTokens: 1 })
    expect(pick(0)).toBe(0)
    const other = fastest()
    other.end(0, 0, { ms: 100 })
    other.end(0, 1, { ms: 200 })
    other.end(0, 0, { ...failed, ms: 10_000 })
    other.end(60_000, 1, { ...failed, ms: 0 })
    expect(other.pick(60_000)).toBe(0)
  })

  it('forgets all but the last ten answers', () => {
    const { end, pick } = fastest()
    end(0, 1, { ms: 200 })
    end(0, 0, { ms: 2000 })
    for (let answer = 0; answer < 9; answer += 1) end(0, 0, { ms: 100 })
    expect(pick(0)).toBe(1)
    end(0, 0, { ms: 100 })
    expect(pick(0)).toBe(0)
  })

  it('asks a deployment as often within a minute as its limit allows', () => {
    const { start, pick } = fastest([rpm(2), rpm(1, true)])
    start(0, 1)
    expect(pick(0)).toBe(0)
    start(0, 0)
    expect(pick(0)).toBe(0)
    start(0, 0)
    expect(pick(59_999)).toBeUndefined()
    expect(pick(60_000)).toBe(1)
  })

  it('keeps to no limit that it does not know', () => {
    const { start, pick } = fastest([rpm(1, false), rpm(1)])
    start(0, 0)
    start(0, 1)
    expect(pick(0)).toBe(0)
  })

  it('cools down as well, and learns nothing of a deployment that it does not have', () => {
    const { end, pick } = fastest()
    end(0, 7, answered)
    end(0, 0, { ms: 100 })
    end(0, 1, { ms: 200 })
    end(0, 0, { kind: 'rate-limited' })
    expect(pick(4999)).toBe(1)
    expect(pick(5000)).toBe(0)
  })

  it('draws among equals', () => {
    const { pick } = fastest()
    expect(pick(0, {}, [0])).toBe(1)
    expect(pick(0, {}, [0.9])).toBe(0)
  })
})
