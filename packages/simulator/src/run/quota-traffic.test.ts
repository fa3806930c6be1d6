import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { rateLimit } from '@llm-balancer/rate-limit'
import { describe, expect, it } from 'vitest'
import type { ServerLimits } from '../scenario/server-limits.ts'
import type { MakeBalancerOptions } from '../scenario/subject.ts'
import { withoutStacks } from '../test/without-stacks.ts'
import type { AttemptLog } from './run-log.ts'
import { simulate } from './simulate.ts'

const minuteMs = 60_000
const names = ['a', 'b', 'c', 'd']
const perMinute = 600
/** A balancer that is told nothing learns from refusals how its keys are limited, in the first minutes: most refusals are of this time. */
const learningMs = 4 * minuteMs
/** Far from the limits every minute is like the first one. */
const steadyMs = 2 * minuteMs

/** A circuit and a limiter before each target; runs wait for a limit. */
const guarded =
  (known: boolean): MakeBalancerOptions =>
  (targets, { clock, random }) => ({
    targets: targets.map((target) => ({
      ...target,
      guards: [
        createCircuitBreaker({ timeoutMs: 0, clock, random }),
        rateLimit({ clock, ...(known ? { requestsPerMinute: perMinute } : {}) }),
      ],
    })),
    whenUnavailable: { maxWaitMs: 5000 },
    timeouts: { deadlineMs: 10_000 },
  })

interface Case {
  /** What the callers ask for, as a multiple of all quotas together. */
  readonly demand: number
  readonly limits: ServerLimits
  readonly known: boolean
  readonly durationMs: number
  readonly processes?: number
}

/** The calls that begin within the time of a case. */
async function callsOf(given: Case): Promise<readonly AttemptLog[]> {
  const { demand, limits, known, durationMs, processes = 1 } = given
  const perSecond = (demand * names.length * perMinute) / 60
  const { log } = await simulate({
    balancer: guarded(known),
    scenario: {
      name: 'quotas',
      targets: names.map((name) => ({
        name,
        server: { answerMs: 800, spread: 0.3 },
        limits: { requestsPerMinute: perMinute, ...limits },
      })),
      traffic: [{ name: 'callers', arrivals: { fromMs: 0, toMs: durationMs, perSecond } }],
      processes,
      durationMs,
    },
  })
  return log.attempts.filter(({ startedAt }) => startedAt < durationMs)
}

/**
 * What share of the quotas was used, with what buckets hold at the start in addition, and how many calls of 1000 were refused. What
 * came before `fromMs` is not counted.
 */
function measure(attempts: readonly AttemptLog[], { fromMs = 0, toMs }: { fromMs?: number; toMs: number }) {
  const calls = attempts.filter(({ startedAt }) => startedAt >= fromMs)
  const answered = calls.filter(({ end }) => end === 'answered').length
  const refused = calls.filter(({ status }) => status === 429).length
  return {
    used: answered / (names.length * perMinute * ((toMs - fromMs) / minuteMs)),
    refusedPer1000: (1000 * refused) / calls.length,
  }
}

/** That a minute is enforced over one second has to be learnt from refusals, which takes half a minute; then 99 % are used. */
const vendors: readonly (readonly [what: string, limits: ServerLimits, learntAfterMs: number])[] = [
  ['a bucket', {}, 0],
  ['a fixed minute', { window: 'fixed-minute' }, 0],
  ['a minute that is enforced over one second', { burst: 1 / 60 }, 30_000],
]
const silent: ServerLimits = { headers: false, retryAfter: false }

// The limiters alone are tested with more kinds of vendors in their own package; here they stand in a balancer with everything around.
describe.each(vendors)('a balancer over four keys with %s', (_, vendor, learntAfterMs) => {
  withoutStacks()
  const overload = (known: boolean, more: ServerLimits) =>
    callsOf({ demand: 1.5, known, limits: { ...vendor, ...more }, durationMs: learningMs })

  it.each<[string, ServerLimits]>([
    ['silent', silent],
    ['silent, counting refused calls', { ...silent, countsRefused: true }],
  ])(
    'asked for 1.5 times the known quotas, uses 97 percent, with 2 refusals per 1000: %s',
    async (_, more) => {
      const calls = await overload(true, more)
      expect(measure(calls, { toMs: learningMs }).refusedPer1000).toBeLessThanOrEqual(2)
      expect(measure(calls, { fromMs: learntAfterMs, toMs: learningMs }).used).toBeGreaterThanOrEqual(0.97)
    },
  )

  it('learns the quotas from headers, and uses 93 percent', async () => {
    const calls = await overload(false, { retryAfter: false })
    const { refusedPer1000 } = measure(calls, { toMs: learningMs })
    // Until then a bucket that was full has given more than its quota.
    const { used } = measure(calls, { fromMs: learningMs / 2, toMs: learningMs })
    expect(used).toBeGreaterThanOrEqual(0.93)
    expect(refusedPer1000).toBeLessThanOrEqual(5)
  })

  it('that knows nothing and is told nothing is refused 40 calls of 1000 at most', async () => {
    const { used, refusedPer1000 } = measure(await overload(false, { ...silent, countsRefused: true }), {
      toMs: learningMs,
    })
    expect(used).toBeGreaterThanOrEqual(0.6)
    expect(refusedPer1000).toBeLessThanOrEqual(40)
    expect(refusedPer1000).toBeGreaterThan(0)
  })

  it('and three others that it does not know of, at 80 percent, are refused 10 calls of 1000 at most', async () => {
    const limits = { ...vendor, ...silent }
    const { used, refusedPer1000 } = measure(
      await callsOf({ demand: 0.8, known: true, processes: 4, limits, durationMs: steadyMs }),
      { toMs: steadyMs },
    )
    expect(used).toBeGreaterThanOrEqual(0.78)
    expect(refusedPer1000).toBeLessThanOrEqual(10)
  })
})
