import type { Backoff } from '../contracts/retry.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { finite, numberWithin, oneOf } from '../options/checks.ts'

/** Settings of {@link exponentialBackoff}, all in ms. */
export interface ExponentialBackoffOptions {
  /** The first wait is up to this long, ≥ 0. @default 500 */
  readonly baseMs?: number
  /** Each further wait is up to this many times longer, ≥ 1. @default 2 */
  readonly factor?: number
  /** No wait is longer, ≥ 0. @default 8000 */
  readonly maxMs?: number
  /** `full`: anything from 0 to the full wait, so that callers spread out. `none`: the full wait. @default 'full' */
  readonly jitter?: 'full' | 'none'
}

const table: OptionTable<Required<ExponentialBackoffOptions>> = {
  baseMs: [finite, 500],
  factor: [numberWithin({ min: 1, max: Infinity }), 2],
  maxMs: [finite, 8000],
  jitter: [oneOf('full', 'none'), 'full'],
}

/**
 * Waits that grow exponentially. Source of full jitter: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): Backoff {
  const { baseMs, factor, maxMs, jitter } = readOptions('exponentialBackoff', options, table)
  return (retry, random) => {
    const longest = Math.min(maxMs, baseMs * factor ** retry)
    return jitter === 'full' ? random() * longest : longest
  }
}
