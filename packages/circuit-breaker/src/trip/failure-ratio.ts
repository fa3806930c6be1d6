import { atLeastOne, numberWithin, readOptions, required, type OptionTable } from '@llm-balancer/core/options'
import type { TripCounter, TripPolicy } from '../contracts/trip-policy.ts'
import { checkWindow } from './check-window.ts'
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

const table: OptionTable<Required<FailureRatioOptions>> = {
  ratio: [numberWithin({ min: 0, max: 1, above: true }), required],
  windowMs: [checkWindow, 60_000],
  minimumCalls: [atLeastOne, 10],
}

/**
 * Opens when at least `ratio` of the calls within the last `windowMs` failed and there were at least `minimumCalls`.
 * Neutral calls do not count. The share is looked at after each failure; the window is counted in slices like that of
 * `failuresInWindow`.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function failureRatio(options: FailureRatioOptions): TripPolicy {
  const limits = readOptions('failureRatio', options, table)
  return { createCounter: () => new RatioCounter(limits) }
}

class RatioCounter implements TripCounter {
  readonly #limits: Required<FailureRatioOptions>
  readonly #counts: RollingCounts

  constructor(limits: Required<FailureRatioOptions>) {
    this.#limits = limits
    this.#counts = new RollingCounts(limits.windowMs)
  }

  success(now: number): boolean {
    this.#counts.add(now, false)
    return false
  }

  failure(now: number): boolean {
    const counts = this.#counts
    counts.add(now, true)
    return counts.calls >= this.#limits.minimumCalls && counts.hits >= this.#limits.ratio * counts.calls
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
