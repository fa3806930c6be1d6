/**
 * Clock time in ms before which a service that answered at `now` asks not to be called again, at most `maxRetryAfterMs`
 * from then. 0 when it does not ask, or asks for no time at all.
 */
export function requestedTime(
  retryAfterMs: number | undefined,
  now: number,
  maxRetryAfterMs: number,
): number {
  return retryAfterMs !== undefined && retryAfterMs > 0 ? now + Math.min(retryAfterMs, maxRetryAfterMs) : 0
}
