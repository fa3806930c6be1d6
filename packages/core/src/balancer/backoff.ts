import type { Backoff } from '../contracts/retry.ts'
import { checkOptions, numberWithin, oneOf, withDefaults } from '../options.ts'

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

const defaults: Required<ExponentialBackoffOptions> = { baseMs: 500, factor: 2, maxMs: 8000, jitter: 'full' }
const milliseconds = numberWithin({ min: 0, max: Infinity })
const checks = {
  baseMs: milliseconds,
  factor: numberWithin({ min: 1, max: Infinity }),
  maxMs: milliseconds,
  jitter: oneOf('full', 'none'),
}

/**
 * Waits that grow exponentially. Source of full jitter: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): Backoff {
  checkOptions('exponentialBackoff', options, checks)
  const { baseMs, factor, maxMs, jitter } = withDefaults(defaults, options)
  return (retry, random) => {
    const longest = Math.min(maxMs, baseMs * factor ** retry)
    return jitter === 'full' ? random() * longest : longest
  }
}
