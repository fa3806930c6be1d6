import type { RateLimiter } from './contracts/rate-limiter.ts'
import { readRateLimitOptions, type RateLimitOptions } from './options/rate-limit-options.ts'
import { Limiter } from './rate-limiter.ts'

/**
 * Creates a limiter of calls, for one target or for all that share its limits. Requests and tokens are reserved when a call begins
 * (all limits or none), and corrected by what it really used when it ends. Limits fill evenly, so that no boundary of a minute
 * lets twice as many calls through (generic cell rate algorithm); what vendors report wins over its own count.
 *
 * @throws RangeError or TypeError that names the option
 */
export function rateLimit(options: RateLimitOptions = {}): RateLimiter {
  return new Limiter(readRateLimitOptions(options))
}
