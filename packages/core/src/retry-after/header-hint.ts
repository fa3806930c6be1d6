import { parseMs, parseSeconds } from './duration.ts'
import { headerOf, type HeadersLike } from './header-of.ts'
import { parseHttpDate } from './http-date.ts'
import { msUntil } from './ms-until.ts'
import { serverTime } from './server-time.ts'

/**
 * When the server says, in headers meant for that, that a call may work again, as ms from `now` (Unix time in ms):
 * `retry-after-ms`, Azure's `x-ms-retry-after-ms`, or `retry-after` (seconds, fractions allowed, or an HTTP date; RFC 9110,
 * section 10.2.3). The first that is readable wins; undefined when none is. Never negative, never capped.
 */
export function headerHintMs(headers: HeadersLike | undefined, now: number): number | undefined {
  if (headers === undefined) return undefined
  const textOf = (name: string): string => headerOf(headers, name)?.trim() ?? ''
  const exact = parseMs(textOf('retry-after-ms')) ?? parseMs(textOf('x-ms-retry-after-ms'))
  if (exact !== undefined) return exact
  const value = textOf('retry-after')
  if (value === '') return undefined
  const seconds = parseSeconds(value)
  if (seconds !== undefined) return seconds
  const date = parseHttpDate(value, now)
  return date === undefined ? undefined : msUntil(date, serverTime(headers, now))
}
