import { readOptions } from '@llm-balancer/core/options'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import { RatioCounter, ratioTable } from './ratio-counter.ts'

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
 * Neutral calls do not count. The share is looked at after each failure; the window is counted in slices like that of
 * `failuresInWindow`.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function failureRatio(options: FailureRatioOptions): TripPolicy {
  const limits = readOptions('failureRatio', options, ratioTable)
  return { createCounter: () => new RatioCounter(limits, (hasFailed) => hasFailed) }
}
