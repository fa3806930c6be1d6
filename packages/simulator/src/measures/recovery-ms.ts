import type { RunLog } from '../run/run-log.ts'
import type { Period } from '../scenario/period.ts'

const enough = 0.95
const shortMs = 1000
const longMs = 5000
const stepMs = 50

/**
 * How long after `fromMs` a balancer has recovered, in ms: from then on both the next second and the next five have 95 % of
 * their arrivals served. Infinity when that does not happen before `toMs`.
 */
export function recoveryMs(runs: readonly RunLog[], { fromMs, toMs }: Period): number {
  const counts = new CumulatedRuns(runs)
  for (let at = fromMs; at + longMs <= toMs; at += stepMs)
    if (counts.servedRate(at, at + shortMs) >= enough && counts.servedRate(at, at + longMs) >= enough)
      return at - fromMs
  return Infinity
}

/** Runs by the time of their arrival, counted once, so that many periods can be looked at. */
class CumulatedRuns {
  readonly #times: readonly number[]
  /** How many of the runs before each one were served. */
  readonly #served: readonly number[]

  constructor(runs: readonly RunLog[]) {
    const served = [0]
    for (const { end } of runs) served.push((served.at(-1) ?? 0) + (end === 'served' ? 1 : 0))
    this.#times = runs.map(({ arrivedAt }) => arrivedAt)
    this.#served = served
  }

  /** NaN, which is never enough, when none arrives. */
  servedRate(fromMs: number, toMs: number): number {
    const [first, end] = [this.#before(fromMs), this.#before(toMs)]
    return ((this.#served[end] ?? 0) - (this.#served[first] ?? 0)) / (end - first)
  }

  /** How many runs arrived before a time. */
  #before(timeMs: number): number {
    let [low, high] = [0, this.#times.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times[middle] ?? Infinity) < timeMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
