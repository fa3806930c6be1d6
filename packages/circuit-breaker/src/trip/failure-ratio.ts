import { checkKnown, checkNumber } from '../options/checks.ts'
import type { TripCounter, TripPolicy } from '../contracts/trip-policy.ts'
import { RollingCounts } from './rolling-counts.ts'

/** Settings of {@link failureRatio}. */
export interface FailureRatioOptions {
  /** The share of calls that fail, within (0, 1], at which the circuit opens. */
  readonly ratio: number
  /** The window in ms, > 0. @default 60 000 */
  readonly windowMs?: number
  /** Calls in the window below which nothing opens, a whole number ≥ 1. @default 10 */
  readonly minimumCalls?: number
}

/**
 * Opens when at least `ratio` of the calls within the last `windowMs` failed and there were at least `minimumCalls`.
 * Neutral calls are no calls. It is judged at each failure, and counted in slices like `failuresInWindow`.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function failureRatio(options: FailureRatioOptions): TripPolicy {
  checkKnown('failureRatio', options, ['ratio', 'windowMs', 'minimumCalls'])
  const { ratio, windowMs = 60_000, minimumCalls = 10 } = options
  checkNumber('ratio', ratio, { min: 0, max: 1, above: true })
  checkNumber('windowMs', windowMs, { min: 0, max: Infinity, above: true })
  checkNumber('minimumCalls', minimumCalls, { min: 1, max: Infinity, integer: true, infinite: true })
  return { createCounter: () => new RatioCounter({ ratio, windowMs, minimumCalls }) }
}

class RatioCounter implements TripCounter {
  readonly #limits: Required<FailureRatioOptions>
  readonly #counts: RollingCounts

  constructor(limits: Required<FailureRatioOptions>) {
    this.#limits = limits
    this.#counts = new RollingCounts(limits.windowMs)
  }

  success(now: number): void {
    this.#counts.add(now, false)
  }

  failure(now: number): boolean {
    const counts = this.#counts
    counts.add(now, true)
    return counts.calls >= this.#limits.minimumCalls && counts.failures >= this.#limits.ratio * counts.calls
  }

  reset(): void {
    this.#counts.reset()
  }

  toJSON(): unknown {
    return this.#counts.toJSON()
  }

  restore(state: unknown): void {
    this.#counts.restore(state)
  }
}
