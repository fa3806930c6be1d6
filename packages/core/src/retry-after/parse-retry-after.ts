import { systemClock } from '../time/clock.ts'
import { bodyHintMs } from './body-hint.ts'
import { headerHintMs } from './header-hint.ts'
import type { HeadersLike } from './header-of.ts'
import { limitResetMs } from './limit-reset.ts'
import { serverTime } from './server-time.ts'

/**
 * When the server says a call may work again, in ms from now: the first that is readable of
 *
 * 1. `retry-after-ms`, `x-ms-retry-after-ms`, `retry-after` (seconds, fractions allowed, or an HTTP date);
 * 2. the body: Google's `RetryInfo`, a field such as `retry_after`, or "try again in 7s" in its text or error message;
 * 3. the reset of a limit that is used up, or of which the server does not say what is left: `x-ratelimit-reset-*`,
 *    `ratelimit-reset`, `anthropic-ratelimit-*-reset` (seconds, `6m0s`, `88ms`, Unix time in s or ms, RFC 3339). The latest
 *    of them.
 *
 * Everything is read strictly; values that are not understood are ignored. Never throws. Nothing is capped.
 *
 * @param headers of the response; names of a plain record may have any case
 * @param body text, or what its JSON says
 * @param now Unix time in ms; the response's own `date` wins over it. Default: the machine's
 * @returns a finite number of milliseconds ≥ 0, or undefined when the server does not say
 */
export function parseRetryAfter(
  headers: HeadersLike | undefined,
  body?: unknown,
  now: number = systemClock.now(),
): number | undefined {
  return (
    headerHintMs(headers, now) ?? bodyHintMs(body, serverTime(headers, now)) ?? limitResetMs(headers, now)
  )
}
