import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import {
  adaptive,
  createBalancer,
  leastInFlight,
  lowestCost,
  peakEwma,
  roundRobin,
  systemClock,
  type Candidates,
  type Clock,
  type Guard,
  type Outcome,
  type Strategy,
} from '@llm-balancer/core'
import { rateLimit } from '@llm-balancer/rate-limit'
import { call, withCandidates } from '../candidates.ts'
import { boxedRandom } from './boxed-random.ts'
import type { Rounds } from './measured-rounds.ts'

/** One operation of the hot path, by its name in the page. */
type Subject = <Result>(targets: number, rounds: Rounds<Result>) => Promise<Result>

const startMs = 1_000_000
/** Operations in 1 ms of the clock that is handed in. It goes in whole ms: other numbers would be allocated for each call. */
const perMs = 20

/** That of the guards alone: they begin when the measurement does. */
const clock: Clock = { ...systemClock, now: () => startMs }
const limits = { requestsPerMinute: 60_000_000, tokensPerMinute: 1e12 }
const success: Outcome = {
  type: 'success',
  durationMs: 300,
  firstContentMs: 300,
  usage: { inputTokens: 510, outputTokens: 90, cacheReadTokens: 0 },
}

/** What is measured: picks without and with the attempt that follows, guards, and runs of which the work answers at once. */
export const subjects: Readonly<Record<string, Subject>> = {
  'pick of `adaptive`': picks(adaptive, false),
  'pick of `peak-ewma`': picks(peakEwma, false),
  'pick of `round-robin`': picks(roundRobin, false),
  'pick of `least-in-flight`': picks(leastInFlight, false),
  'pick of `lowest-cost`': picks(lowestCost, false),
  'pick of `adaptive`, start and end of the attempt': picks(adaptive, true),
  'circuit breaker: acquire and release': guards(() => createCircuitBreaker({ clock })),
  'rate limit of requests and tokens: acquire and release': guards(() => rateLimit({ ...limits, clock })),
  '`balancer.run`': runs(() => []),
  '`balancer.run`, circuit breaker and rate limit': runs(() => [createCircuitBreaker(), rateLimit(limits)]),
}

const nothing = (): void => {}

function picks(make: () => Strategy, withAttempt: boolean): Subject {
  const work = withAttempt ? pickAndAttempt : pickOnly
  return (targets, rounds) =>
    withCandidates(targets, (candidates) => {
      const strategy = make()
      strategy.bind?.({ random: boxedRandom() })
      let now = startMs
      const learn = (): void => {
        now += 1000
        for (const [place, target] of [...candidates].entries()) {
          const durationMs = 300 + (place % 7) * 40
          const outcome: Outcome = { ...success, durationMs, firstContentMs: durationMs }
          strategy.meter?.started?.(target, call, now)?.finished(outcome, now + durationMs)
        }
        now += 1000
      }
      return measureNow(rounds(learn), (times) => {
        for (let done = 0; done < times; done += perMs) {
          now += 1
          work(strategy, candidates, now)
        }
      })
    })
}

function pickOnly(strategy: Strategy, candidates: Candidates, now: number): void {
  for (let done = 0; done < perMs; done += 1) strategy.pick(candidates, call, now)
}

function pickAndAttempt(strategy: Strategy, candidates: Candidates, now: number): void {
  for (let done = 0; done < perMs; done += 1) {
    const target = strategy.pick(candidates, call, now)
    strategy.meter?.started?.(target, call, now)?.finished(success, now + success.durationMs)
  }
}

/** The guards of all targets in turn. */
function guards(make: () => Guard): Subject {
  return (targets, rounds) => {
    const all = Array.from({ length: targets }, make)
    let [now, place] = [startMs, 0]
    const work = (): void => {
      for (let done = 0; done < perMs; done += 1) {
        place = place + 1 < targets ? place + 1 : 0
        const permit = all[place]?.acquire(now, call)
        if (permit === null || permit === undefined) throw new Error('a guard refused a call')
        permit.release(success, now)
      }
    }
    const cost = measureNow(rounds(nothing), (times) => {
      for (let done = 0; done < times; done += perMs) {
        now += 1
        work()
      }
    })
    return Promise.resolve(cost)
  }
}

function runs(guardsOf: () => Guard[]): Subject {
  return async (targets, rounds) => {
    const balancer = createBalancer({
      targets: Array.from({ length: targets }, (_, client) => ({
        id: `target-${String(client)}`,
        client,
        guards: guardsOf(),
      })),
    })
    const work = (client: number): Promise<number> => Promise.resolve(client)
    const options = { expectedTokens: { input: 500, output: 100 } }
    const given = rounds(nothing)
    for (;;) {
      const round = given.next()
      if (round.done === true) {
        await balancer.close()
        return round.value
      }
      for (let done = 0; done < round.value; done += 1) await balancer.run(work, options)
    }
  }
}

function measureNow<Result>(rounds: Generator<number, Result>, work: (times: number) => void): Result {
  for (;;) {
    const round = rounds.next()
    if (round.done === true) return round.value
    work(round.value)
  }
}
