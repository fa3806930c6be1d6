import { parseDuration, parseSeconds } from './duration.ts'
import { parseHttpDate, parseRfc3339 } from './http-date.ts'

/** Plain numbers from here on are Unix times, not seconds to wait: 2001-09-09 in seconds. */
const epochSeconds = 1_000_000_000
const epochMs = 1_000_000_000_000

/**
 * Reads when a limit resets, as ms from `now` (Unix time in ms), never below 0: a duration (`6m0s`), seconds (`27`), Unix
 * time in seconds or ms, RFC 3339, or an HTTP date. Undefined for anything else.
 */
export function parseReset(text: string, now: number): number | undefined {
  const value = text.trim()
  const seconds = parseSeconds(value)
  if (seconds !== undefined) return untilPlainNumber(Number(value), seconds, now)
  const time = parseRfc3339(value) ?? parseHttpDate(value)
  return time === undefined ? parseDuration(value) : Math.max(0, time - now)
}

/**
 * Reads `retry-after` as ms from `now`: seconds, fractions allowed, or an HTTP date. A date that has passed is 0;
 * undefined for anything else.
 */
export function parseRetryAfter(text: string, now: number): number | undefined {
  const value = text.trim()
  const time = parseHttpDate(value)
  return time === undefined ? parseSeconds(value) : Math.max(0, time - now)
}

function untilPlainNumber(value: number, seconds: number, now: number): number {
  if (value >= epochMs) return Math.max(0, Math.round(value - now))
  return value >= epochSeconds ? Math.max(0, Math.round(value * 1000 - now)) : seconds
}
