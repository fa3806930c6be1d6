/**
 * When a vendor says a call may work again. The first source that says something readable wins: `retry-after-ms`,
 * `retry-after`, the body (Google's RetryInfo, "try again in 7s"), the reset of a limit that is used up. Nothing is
 * capped here; that is the balancer's business.
 */
import type { HeadersLike } from '@llm-balancer/core'
import type { VendorError } from '../errors/vendor-error.ts'
import { headerOf } from '../http/headers.ts'
import { parseDuration } from './duration.ts'
import type { LimitHeaders } from './limit-headers.ts'
import { parseLimitHeaders } from './limit-headers.ts'
import { parseRetryAfter } from './reset-time.ts'
import { serverTime } from './server-time.ts'

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
    plainMs(headerOf(headers, 'retry-after-ms')) ??
    parseRetryAfter(headerOf(headers, 'retry-after') ?? '', serverTime(headers, now)) ??
    (error === undefined ? undefined : (retryInfoMs(error) ?? textHintMs(error.message))) ??
    exhaustedResetMs(headers, limitHeaders, now)
  )
}

function plainMs(text: string | undefined): number | undefined {
  const value = text?.trim() ?? ''
  return /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Math.round(Number(value)) : undefined
}

/** `error.details[].retryDelay` of google.rpc.RetryInfo: `46s`. */
function retryInfoMs({ object }: VendorError): number | undefined {
  const details: readonly unknown[] = Array.isArray(object['details']) ? object['details'] : []
  for (const detail of details) {
    const delay = (detail as { retryDelay?: unknown } | null)?.retryDelay
    const parsed = typeof delay === 'string' ? parseDuration(delay) : undefined
    if (parsed !== undefined) return parsed
  }
  return undefined
}

const textHint =
  /\b(?:try again|retry)\s+(?:in|after)\s+(?:about\s+)?((?:\d+(?:\.\d+)?(?:ms|[smhd]))+\b|(\d+(?:\.\d+)?)\s*(milliseconds?|seconds?|minutes?|hours?|days?)\b)/i

const spelled: readonly (readonly [RegExp, string])[] = [
  [/^milli/i, 'ms'],
  [/^sec/i, 's'],
  [/^min/i, 'm'],
  [/^hour/i, 'h'],
  [/^day/i, 'd'],
]

function textHintMs(message: string): number | undefined {
  const [, compact = '', amount, word = ''] = textHint.exec(message) ?? []
  if (amount === undefined) return parseDuration(compact.toLowerCase())
  const unit = spelled.find(([pattern]) => pattern.test(word))?.[1]
  return unit === undefined ? undefined : parseDuration(`${amount}${unit}`)
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
