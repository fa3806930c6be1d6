import type { HeadersLike } from '../contracts/usage.ts'
import { headerOf } from '../retry-after.ts'
import { parseRetryAfter } from './reset-time.ts'
import { serverTime } from './server-time.ts'

/**
 * When the server says, in headers meant for that, that a call may work again, as ms from `now` (Unix time in ms):
 * `retry-after-ms`, Azure's `x-ms-retry-after-ms`, or `retry-after` (RFC 9110, section 10.2.3). The first that is readable
 * wins; undefined when none is. Never negative, never capped.
 */
export function headerHintMs(headers: HeadersLike | undefined, now: number): number | undefined {
  if (headers === undefined) return undefined
  return (
    plainMs(headerOf(headers, 'retry-after-ms')) ??
    plainMs(headerOf(headers, 'x-ms-retry-after-ms')) ??
    parseRetryAfter(headerOf(headers, 'retry-after') ?? '', serverTime(headers, now))
  )
}

function plainMs(text: string | undefined): number | undefined {
  const value = text?.trim() ?? ''
  return /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Math.round(Number(value)) : undefined
}
