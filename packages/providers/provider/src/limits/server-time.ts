import type { HeadersLike } from '@llm-balancer/core'
import { headerOf } from '../http/headers.ts'
import { parseHttpDate } from './http-date.ts'

/** The time by the server's clock, in Unix ms: its `date` header, else `now`. Its other dates are meant by that clock. */
export function serverTime(headers: HeadersLike | undefined, now: number): number {
  return parseHttpDate(headerOf(headers, 'date') ?? '') ?? now
}
