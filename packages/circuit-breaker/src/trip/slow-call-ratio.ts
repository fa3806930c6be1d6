import { numberWithin, readOptions, required, type OptionTable } from '@llm-balancer/core/options'
import type { TripPolicy } from '../contracts/trip-policy.ts'
import { RatioCounter, ratioTable } from './ratio-counter.ts'

/** Settings of {@link slowCallRatio}. */
export interface SlowCallRatioOptions {
  /** The share of calls that are slow, within (0, 1], at which the circuit opens. */
  readonly ratio: number
  /** A call whose answer takes longer than this is slow, in ms, > 0. For a stream: its first chunk. */
  readonly slowMs: number
  /** The window in ms, > 0. @default 60 000 */
  readonly windowMs?: number
  /** Calls in the window below which nothing opens, a whole number ≥ 1. @default 10 */
  readonly minimumCalls?: number
}

const table: OptionTable<Required<SlowCallRatioOptions>> = {
  ...ratioTable,
  slowMs: [numberWithin({ min: 0, max: Infinity, above: true }), required],
}

/**
 * Opens when at least `ratio` of the calls within the last `windowMs` were slow and there were at least `minimumCalls`; calls
 * that failed count by their time as well, neutral ones do not. A slow probe counts as failed. For a service that answers
 * everything, but so late that its callers pile up. The rule is resilience4j's `slowCallRateThreshold` with
 * `slowCallDurationThreshold`; to open by failures, too, combine it with `anyOf`.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function slowCallRatio(options: SlowCallRatioOptions): TripPolicy {
  const limits = readOptions('slowCallRatio', options, table)
  return { createCounter: () => new RatioCounter(limits, (_, durationMs) => durationMs > limits.slowMs) }
}
