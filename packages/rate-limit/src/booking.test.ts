import type { FailureKind, Outcome, TokenUsage } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { rateLimit, type Booking, type CallCost, type RateLimiter } from './index.ts'

const start = 1_795_000_000_000
const limits = { requestsPerDay: 100, tokensPerDay: 100_000, learn: false }
const plenty = { requestsPerDay: 1e6, tokensPerDay: 1e9, learn: false }
const cost: CallCost = { inputTokens: 1000, outputTokens: 500, maxOutputTokens: 4000 }

/** What a call took of the limits of requests and tokens when it had ended so. */
const taken = (outcome: Outcome, booking: Booking = {}): number[] => {
  const guard = rateLimit({ ...limits, booking, clock: createFakeClock(start) })
  guard.acquire(start, cost)?.release(outcome, start)
  return takenOf(guard)
}
const takenOf = (guard: RateLimiter): number[] => guard.toJSON().limits.map(({ limit, left }) => limit - left)
const succeeded = (usage?: TokenUsage): Outcome => ({
  type: 'success',
  durationMs: 1,
  ...(usage && { usage }),
})
const failed = (kind: FailureKind, usage?: TokenUsage): Outcome => ({
  type: 'failure',
  kind,
  scope: 'target',
  durationMs: 1,
  ...(usage && { usage }),
})
const usage = { inputTokens: 900, outputTokens: 100, cacheReadTokens: 600 }

describe('where a vendor counts the tokens that are used', () => {
  it.each<[string, Outcome, number[]]>([
    ['what a call used', succeeded(usage), [1, 1000]],
    ['what it was expected to use, when it does not say', succeeded(), [1, 1500]],
    ['what is known of it', succeeded({ inputTokens: 900 }), [1, 1400]],
    ['the request of a call that failed, and none of its tokens', failed('server'), [1, 0]],
    ['the tokens that a failed call used', failed('server', usage), [1, 1000]],
    ['all that was expected of a call that took too long', failed('timeout'), [1, 1500]],
    [
      'all that was expected of a broken stream',
      failed('stream-interrupted', { inputTokens: 900 }),
      [1, 1400],
    ],
    ['nothing of a call that was refused', failed('rate-limit'), [0, 0]],
    ['all that was expected of a call whose caller left', { type: 'neutral', durationMs: 1 }, [1, 1500]],
    ['the request of a bad request', { type: 'neutral', kind: 'bad-request', durationMs: 1 }, [1, 0]],
    [
      'nothing of a refusal that is not counted',
      { type: 'neutral', kind: 'rate-limit', durationMs: 1 },
      [0, 0],
    ],
    ['nothing of a call that was never made', { type: 'neutral', durationMs: 0, unsent: true }, [0, 0]],
  ])('it takes %s', (_, outcome, expected) => {
    expect(taken(outcome)).toEqual(expected)
  })

  it('it takes no tokens that the vendor read from its cache, where these are free', () => {
    expect(taken(succeeded(usage), { cacheReads: false })).toEqual([1, 400])
  })
})

describe('where a vendor counts the tokens that are expected when a call arrives', () => {
  it.each<[string, Outcome, number[]]>([
    ['whatever it used', succeeded(usage), [1, 5000]],
    ['also when it fails', failed('server'), [1, 5000]],
    ['not when it is refused', failed('rate-limit'), [0, 0]],
    ['not when it is never made', { type: 'neutral', durationMs: 0, unsent: true }, [0, 0]],
  ])('it takes them with the longest answer, %s', (_, outcome, expected) => {
    expect(taken(outcome, { tokens: 'arrival' })).toEqual(expected)
  })

  it('it takes the expected answer where the longest is not known', () => {
    const guard = rateLimit({ ...limits, booking: { tokens: 'arrival' }, clock: createFakeClock(start) })
    guard.acquire(start, { inputTokens: 1000, outputTokens: 500 })
    expect(takenOf(guard)).toEqual([1, 1500])
  })
})

describe('what calls really use', () => {
  const play = (guard: RateLimiter, calls: number, given: CallCost, real: TokenUsage): void => {
    for (let call = 0; call < calls; call += 1) guard.acquire(start, given)?.release(succeeded(real), start)
  }
  const nextTakes = (guard: RateLimiter, given: CallCost): number | undefined => {
    const before = takenOf(guard)[1] ?? 0
    guard.acquire(start, given)
    return (takenOf(guard)[1] ?? 0) - before
  }

  it('corrects estimates, of input and output apart', () => {
    const guard = rateLimit({ ...plenty, clock: createFakeClock(start) })
    play(guard, 20, { inputTokens: 1000, outputTokens: 1000 }, { inputTokens: 1300, outputTokens: 200 })
    expect(nextTakes(guard, { inputTokens: 100, outputTokens: 100 })).toBe(150)
  })

  it('is expected of calls that say nothing', () => {
    const guard = rateLimit({ ...plenty, clock: createFakeClock(start) })
    expect(nextTakes(guard, {})).toBe(0)
    play(guard, 200, {}, { inputTokens: 700, outputTokens: 50 })
    expect(nextTakes(guard, {})).toBe(750)
  })

  it('changes an estimate by ten times at most', () => {
    const guard = rateLimit({ ...plenty, clock: createFakeClock(start) })
    play(guard, 20, { inputTokens: 1 }, { inputTokens: 5000, outputTokens: 0 })
    expect(nextTakes(guard, { inputTokens: 10 })).toBe(100)
  })
})
