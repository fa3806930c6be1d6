import { headerOf, type HeadersLike } from './header-of.ts'
import { parseHttpDate } from './http-date.ts'

/** The time by the server's clock, in Unix ms: its `date` header, else `now`. Its other dates are meant by that clock. */
export function serverTime(headers: HeadersLike | undefined, now: number): number {
  return parseHttpDate(headerOf(headers, 'date')?.trim() ?? '', now) ?? now
}
