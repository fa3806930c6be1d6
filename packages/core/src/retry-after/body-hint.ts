import { readProperty } from '../options/read-property.ts'
import { systemClock } from '../time/clock.ts'
import { headerHintMs } from './header-hint.ts'
import type { HeadersLike } from './header-of.ts'
import { limitResetMs } from './limit-reset.ts'
import { parseMs } from './duration.ts'
import { parseReset } from './parse-reset.ts'
import { retryInfoMs } from './retry-info.ts'
import { textHintMs } from './text-hint.ts'

/** Characters of a body that are read: longer error bodies have their message at the beginning. */
const longestBody = 20_000

/** Fields that say when to come back: in ms, or in seconds (also as a duration or a date). */
const msFields = ['retry_after_ms', 'retryAfterMs']
const secondsFields = ['retry_after', 'retryAfter', 'retry_after_seconds']

/**
 * When the body of a refusal says a call may work again, in ms: Google's `RetryInfo`, a field such as `retry_after`, "try again
 * in 7s" in its text or its error's message, or the headers of the vendor behind a gateway (`error.metadata.headers`). Undefined
 * when it does not say. Never throws.
 *
 * @param body text, or what its JSON says
 * @param now Unix time in ms, for dates. Default: the machine's
 */
export function bodyHintMs(body: unknown, now: number = systemClock.now()): number | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body !== 'string') return objectHintMs(body, now)
  const text = body.slice(0, longestBody)
  const parsed = parseJson(text)
  return parsed === undefined ? textHintMs(text, now) : objectHintMs(parsed, now)
}

function objectHintMs(body: unknown, now: number): number | undefined {
  // Google's streaming endpoints wrap the error into a list.
  const outer = readProperty(body, 'error') === undefined ? (readProperty(body, 0) ?? body) : body
  const error = readProperty(outer, 'error')
  const inner = typeof error === 'object' && error !== null ? error : outer
  const metadata = readProperty(inner, 'metadata')
  const texts = [
    readProperty(inner, 'message'),
    readProperty(outer, 'message'),
    error,
    readProperty(outer, 'detail'),
  ]
  return (
    retryInfoMs(inner) ??
    first([inner, outer, metadata], (holder) => fieldHintMs(holder, now)) ??
    first(texts, (text) =>
      typeof text === 'string' ? textHintMs(text.slice(0, longestBody), now) : undefined,
    ) ??
    forwardedHintMs(readProperty(metadata, 'headers'), now)
  )
}

function fieldHintMs(holder: unknown, now: number): number | undefined {
  return (
    first(msFields, (name) => parseMs(textOf(readProperty(holder, name)))) ??
    first(secondsFields, (name) => parseReset(textOf(readProperty(holder, name)), now))
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The headers that a gateway passes on inside its error. */
function forwardedHintMs(headers: unknown, now: number): number | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  return headerHintMs(headers as HeadersLike, now) ?? limitResetMs(headers as HeadersLike, now)
}

function first<Item>(items: readonly Item[], hintOf: (item: Item) => number | undefined): number | undefined {
  for (const item of items) {
    const hintMs = hintOf(item)
    if (hintMs !== undefined) return hintMs
  }
  return undefined
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
