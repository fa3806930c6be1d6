import type { BackoffFunction, ExponentialWaitSettings } from '../contracts/retry.ts'
import { finite, numberWithin, oneOf } from '../options/checks.ts'
import type { OptionTable } from '../options/read-options.ts'

type Settings = {
  readonly [Name in keyof ExponentialWaitSettings]-?: NonNullable<ExponentialWaitSettings[Name]>
}

const usual: Settings = { baseMs: 500, maxMs: 8000, factor: 2, jitter: 'full' }

/** What each setting may be, and is by default. */
export const exponentialWaitTable: OptionTable<Settings> = {
  baseMs: [finite, usual.baseMs],
  maxMs: [finite, usual.maxMs],
  factor: [numberWithin({ min: 1, max: Infinity }), usual.factor],
  jitter: [oneOf('full', 'none'), usual.jitter],
}

/**
 * The waits of checked settings. Source of full jitter: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015.
 */
export function exponentialWaits({ baseMs, maxMs, factor, jitter }: Settings): BackoffFunction {
  return (retry, random) => {
    const longest = Math.min(maxMs, baseMs * Math.min(factor ** retry, Number.MAX_VALUE))
    return jitter === 'full' ? random() * longest : longest
  }
}

/** The waits where nothing else is asked for. */
export const defaultBackoff: BackoffFunction = exponentialWaits(usual)
