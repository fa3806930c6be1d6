/**
 * When a vendor says a call may work again. The first source that says something readable wins: `retry-after-ms`,
 * `retry-after`, the body (Google's RetryInfo, "try again in 7s"), the reset of a limit that is used up. Nothing is
 * capped here; that is the balancer's business.
 */
import type { HeadersLike } from '@llm-balancer/core'
import { headerHintMs, retryInfoMs, textHintMs } from '@llm-balancer/core/retry-after'
import type { VendorError } from '../errors/vendor-error.ts'
import type { LimitHeaders } from './limit-headers.ts'
import { parseLimitHeaders } from './limit-headers.ts'

/** Where {@link retryHintMs} looks. */
export interface RetryHintSources {
  readonly headers?: HeadersLike | undefined
  readonly error?: VendorError | undefined
  /** The vendor's limit headers. @default [] */
  readonly limitHeaders?: readonly LimitHeaders[] | undefined
  /** Unix time in ms; the response's own `date` wins over it. */
  readonly now: number
}

/** Milliseconds after which the vendor says a call may work again, or undefined when it says nothing readable. */
export function retryHintMs({
  headers,
  error,
  limitHeaders = [],
  now,
}: RetryHintSources): number | undefined {
  return (
    headerHintMs(headers, now) ??
    (error === undefined ? undefined : (retryInfoMs(error.object) ?? textHintMs(error.message))) ??
    exhaustedResetMs(headers, limitHeaders, now)
  )
}

function exhaustedResetMs(
  headers: HeadersLike | undefined,
  table: readonly LimitHeaders[],
  now: number,
): number | undefined {
  const resets = parseLimitHeaders(headers, table, now)
    .filter(({ remaining }) => remaining === 0)
    .map(({ resetMs }) => resetMs)
    .filter((resetMs) => resetMs !== undefined)
  return resets.length === 0 ? undefined : Math.max(...resets)
}
