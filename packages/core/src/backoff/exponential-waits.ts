import type { BackoffFunction, ExponentialWaitSettings } from '../contracts/retry.ts'
import { finite, numberWithin, oneOf } from '../options/checks.ts'
import type { OptionTable } from '../options/read-options.ts'

/** What each setting may be. */
export const exponentialWaitTable: OptionTable<ExponentialWaitSettings> = {
  baseMs: [finite],
  maxMs: [finite],
  factor: [numberWithin({ min: 1, max: Infinity })],
  jitter: [oneOf('full', 'none')],
}

/**
 * The waits of checked settings. Source of full jitter: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015.
 */
export function exponentialWaits({
  baseMs = 500,
  maxMs = 8000,
  factor = 2,
  jitter = 'full',
}: ExponentialWaitSettings): BackoffFunction {
  return (retry, random) => {
    const longest = Math.min(maxMs, baseMs * Math.min(factor ** retry, Number.MAX_VALUE))
    return jitter === 'full' ? random() * longest : longest
  }
}

/** The waits where nothing else is asked for. */
export const defaultBackoff: BackoffFunction = exponentialWaits({})
