import type { Backoff } from '../contracts/retry.ts'
import { checkKnown, checkNumber } from '../options.ts'

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

/**
 * Waits that grow exponentially. Source of full jitter: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): Backoff {
  checkKnown('exponentialBackoff', options, ['baseMs', 'factor', 'maxMs', 'jitter'])
  const baseMs = checkNumber('baseMs', options.baseMs ?? 500, { min: 0, max: Infinity })
  const factor = checkNumber('factor', options.factor ?? 2, { min: 1, max: Infinity })
  const maxMs = checkNumber('maxMs', options.maxMs ?? 8000, { min: 0, max: Infinity })
  const full = (options.jitter ?? 'full') === 'full'
  return (retry, random) => {
    const longest = Math.min(maxMs, baseMs * factor ** retry)
    return full ? random() * longest : longest
  }
}
