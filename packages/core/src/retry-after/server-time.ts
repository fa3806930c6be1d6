import { headerOf, type HeadersLike } from './header-of.ts'
import { parseHttpDate } from './http-date.ts'

/** The time by the server's clock, in Unix ms: its `date` header, else `now`. Its other dates are meant by that clock. */
export function serverTime(headers: HeadersLike | undefined, now: number): number {
  const date = headerOf(headers, 'date')
  return (date === undefined ? undefined : parseHttpDate(date.trim(), now)) ?? now
}
