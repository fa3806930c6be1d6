import { parseDuration, parseSeconds } from './duration.ts'
import { parseHttpDate } from './http-date.ts'
import { msUntil } from './ms-until.ts'
import { parseRfc3339 } from './parse-rfc3339.ts'

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
  const time = parseRfc3339(value) ?? parseHttpDate(value, now)
  return time === undefined ? parseDuration(value) : msUntil(time, now)
}

function untilPlainNumber(value: number, seconds: number, now: number): number | undefined {
  if (value >= epochMs) return msUntil(value, now)
  return value >= epochSeconds ? msUntil(value * 1000, now) : seconds
}
