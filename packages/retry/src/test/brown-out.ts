/**
 * A server that loses most of its capacity for a while, and callers that keep calling. Discrete events on the fake clock;
 * the same seed gives the same arrivals whatever the callers do.
 */
import { createFakeClock, seededRandom } from '@llm-balancer/core/testing'
import { createRetryBudget, type RetryBudget } from '@llm-balancer/core/budget'
import type { Clock } from '@llm-balancer/core/time'
import type { RetryAttempt, RetryOptions } from '../retry-options.ts'
import { retry } from '../retry.ts'
import { httpError } from './scene.ts'

/** How the server takes more than it can do. */
export interface ServerModel {
  /** It refuses (503) what would wait longer than this, in ms; Infinity never refuses. */
  readonly longestQueueMs: number
  /** What a refusal costs, as a share of an answered call. */
  readonly refusalCost: number
}

/** The results of the callers, and the load of the server. */
export interface BrownOutResult {
  /** Attempts per call begun in the brown-out. */
  readonly amplification: number
  /** Answered calls per second of those offered in the brown-out. */
  readonly goodputDuring: number
  /** Share of all calls that were answered, from before the brown-out until well after it. */
  readonly answered: number
}

const perSecond = 40
const capacity = { normal: 60, brownOut: 12 }
const begins = 10_000
const ends = 40_000
const stops = 60_000

/**
 * A budget for this scene. It is to the default one as 40 calls/s are to 200: then both let as many of a hundred calls retry.
 */
export function sceneBudget(): RetryBudget {
  return createRetryBudget({ capacity: 100 })
}

/** Plays the scene: 40 calls/s, capacity 60/s, from the 10th to the 40th second 12/s. */
export async function brownOut(model: ServerModel, options: RetryOptions): Promise<BrownOutResult> {
  const clock = createFakeClock(0)
  const [arrivals, dice] = [seededRandom(1), seededRandom(2)]
  const serve = serverOn(clock, model)
  const counts = { calls: 0, attempts: 0, answered: 0, callsDuring: 0, answeredDuring: 0 }
  const during = (): boolean => clock.now() >= begins && clock.now() < ends
  const call = async (): Promise<void> => {
    const offeredDuring = during()
    counts.calls += 1
    if (offeredDuring) counts.callsDuring += 1
    try {
      await retry(
        (attempt) => {
          if (during()) counts.attempts += 1
          return serve(attempt)
        },
        { attemptTimeoutMs: 1000, ...options, clock, random: dice },
      )
    } catch {
      return
    }
    counts.answered += 1
    if (offeredDuring) counts.answeredDuring += 1
  }
  const arrive = (): void => {
    void call()
    if (clock.now() < stops) clock.schedule(arrive, (-Math.log(1 - arrivals()) * 1000) / perSecond)
  }
  clock.schedule(arrive, 0)
  await clock.advance(stops + 60_000)
  return {
    amplification: counts.attempts / counts.callsDuring,
    goodputDuring: counts.answeredDuring / ((ends - begins) / 1000),
    answered: counts.answered / counts.calls,
  }
}

/** One queue, first come first served. It also works on calls that their callers have given up. */
function serverOn(
  clock: Clock,
  { longestQueueMs, refusalCost }: ServerModel,
): (attempt: RetryAttempt) => Promise<void> {
  /** Work in the queue, in answered calls. */
  let backlog = 0
  let at = 0
  const rateAt = (time: number): number =>
    (time >= begins && time < ends ? capacity.brownOut : capacity.normal) / 1000
  /** Works off what has been done since it was last asked, at the rate of each moment. */
  const catchUp = (): void => {
    for (const until of [begins, ends, clock.now()]) {
      const time = Math.min(until, clock.now())
      if (time <= at) continue
      backlog = Math.max(0, backlog - (time - at) * rateAt(at))
      at = time
    }
  }
  /** How long until so much work is done. */
  const waitFor = (work: number): number => {
    const now = clock.now()
    const first = work / rateAt(now)
    if (now >= ends || now + first <= (now < begins ? begins : ends)) return first
    const edge = now < begins ? begins : ends
    return edge - now + (work - (edge - now) * rateAt(now)) / rateAt(edge)
  }
  return ({ signal }) => {
    catchUp()
    if (waitFor(backlog) > longestQueueMs) {
      backlog += refusalCost
      return Promise.reject(httpError(503))
    }
    backlog += 1
    const delayMs = waitFor(backlog)
    return new Promise((resolve) => {
      const cancel = clock.schedule(resolve, delayMs)
      signal.addEventListener('abort', cancel)
    })
  }
}
