import type { BackoffFunction } from '../contracts/retry.ts'
import { finite, numberWithin, oneOf } from '../options/checks.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'

/** Waits that grow exponentially, as plain settings, all in ms. */
export interface ExponentialWaitSettings {
  /** The first wait is up to this long, ≥ 0. @default 500 */
  readonly baseMs?: number | undefined
  /** No wait is longer, ≥ 0. @default 8000 */
  readonly maxMs?: number | undefined
  /** Each further wait is up to this many times longer, ≥ 1. @default 2 */
  readonly factor?: number | undefined
  /** `full`: anything from 0 to the full wait, so that callers spread out. `none`: the full wait. @default 'full' */
  readonly jitter?: 'full' | 'none' | undefined
}

type Settings = {
  readonly [Name in keyof ExponentialWaitSettings]-?: NonNullable<ExponentialWaitSettings[Name]>
}

/** What each setting may be, and is by default. */
export const exponentialWaitTable: OptionTable<Settings> = {
  baseMs: [finite, 500],
  maxMs: [finite, 8000],
  factor: [numberWithin({ min: 1, max: Infinity }), 2],
  jitter: [oneOf('full', 'none'), 'full'],
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
export const defaultBackoff: BackoffFunction = exponentialWaits(
  readOptions('backoff', {}, exponentialWaitTable),
)
