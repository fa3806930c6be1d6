import { headerOf, systemClock, type HeadersLike } from '@llm-balancer/core'
import { headerHintMs, parseReset, retryInfoMs, serverTime, textHintMs } from '@llm-balancer/core/retry-after'

/**
 * When the server says a call may work again, in ms from now: the first that is readable of
 *
 * 1. `retry-after-ms`, `x-ms-retry-after-ms`, `retry-after` (seconds, fractions allowed, or an HTTP date);
 * 2. the body: Google's `RetryInfo`, or "try again in 7s" in its text or error message;
 * 3. the reset of a limit that is used up, or of which the server does not say what is left: `x-ratelimit-reset-*`,
 *    `ratelimit-reset`, `anthropic-ratelimit-*-reset` (seconds, `6m0s`, `88ms`, Unix time in s or ms, RFC 3339). The latest
 *    of them.
 *
 * Everything is read strictly and what is not understood is passed over; it never throws. Nothing is capped.
 *
 * @param headers of the response; names of a plain record may have any case
 * @param body text, or what its JSON says
 * @param now Unix time in ms; the response's own `date` wins over it. Default: the machine's
 * @returns milliseconds ≥ 0, or undefined when the server does not say
 */
export function parseRetryAfter(
  headers: HeadersLike | undefined,
  body?: unknown,
  now: number = systemClock.now(),
): number | undefined {
  const readable = lowerCased(headers)
  return headerHintMs(readable, now) ?? bodyHintMs(body) ?? limitResetMs(readable, now)
}

/** Limits by the names of their headers: when they reset, and what is left of them. */
const limits: readonly (readonly [reset: string, remaining: string])[] = [
  ...['-requests', '-tokens', ''].map((unit): [string, string] => [
    `x-ratelimit-reset${unit}`,
    `x-ratelimit-remaining${unit}`,
  ]),
  ['ratelimit-reset', 'ratelimit-remaining'],
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((unit): [string, string] => [
    `anthropic-ratelimit-${unit}-reset`,
    `anthropic-ratelimit-${unit}-remaining`,
  ]),
]

function limitResetMs(headers: HeadersLike | undefined, now: number): number | undefined {
  if (headers === undefined) return undefined
  const serverNow = serverTime(headers, now)
  const usedUp: number[] = []
  const unknown: number[] = []
  for (const [reset, remaining] of limits) {
    const resetMs = parseReset(headerOf(headers, reset) ?? '', serverNow)
    if (resetMs === undefined) continue
    const left = headerOf(headers, remaining)?.trim()
    if (left === undefined) unknown.push(resetMs)
    else if (/^-?0+(\.0+)?$/.test(left)) usedUp.push(resetMs)
  }
  const resets = usedUp.length > 0 ? usedUp : unknown
  return resets.length > 0 ? Math.max(...resets) : undefined
}

/** What is read of a body; an error that says more says the same at its beginning. */
const longestBody = 20_000

function bodyHintMs(body: unknown): number | undefined {
  if (typeof body === 'string') {
    const text = body.slice(0, longestBody)
    const parsed = parseJson(text)
    return parsed === undefined ? textHintMs(text) : bodyHintMs(parsed)
  }
  const outer = recordOf(Array.isArray(body) ? body[0] : body)
  const inner = typeof outer['error'] === 'object' ? recordOf(outer['error']) : outer
  const texts = [inner['message'], outer['message'], outer['error'], outer['detail']]
  const hints = texts.map((text) =>
    typeof text === 'string' ? textHintMs(text.slice(0, longestBody)) : undefined,
  )
  return retryInfoMs(inner) ?? hints.find((ms) => ms !== undefined)
}

function parseJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function lowerCased(headers: HeadersLike | undefined): HeadersLike | undefined {
  if (headers === undefined || typeof headers.get === 'function') return headers
  const entries = Object.entries(headers as Readonly<Record<string, string | undefined>>)
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]))
}
