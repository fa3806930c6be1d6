import type { HeadersLike } from '../contracts/usage.ts'
import { headerOf } from '../retry-after.ts'
import { parseHttpDate } from './http-date.ts'

/** The time by the server's clock, in Unix ms: its `date` header, else `now`. Its other dates are meant by that clock. */
export function serverTime(headers: HeadersLike | undefined, now: number): number {
  return (headers === undefined ? undefined : parseHttpDate(headerOf(headers, 'date') ?? '')) ?? now
}
