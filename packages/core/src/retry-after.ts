import type { HeadersLike } from './contracts/usage.ts'

/** One header's value, whichever kind of headers it is. */
export function headerOf(headers: HeadersLike, name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined
  const value = (headers as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : undefined
}

/**
 * How long the server asks to wait, from `retry-after-ms`, then `retry-after` (seconds or an HTTP date, RFC 9110 §10.2.3).
 * Anything else is ignored: a date parser would read junk such as "-3" as a date.
 *
 * @param now Unix time in ms; a `date` header of the same response is used instead where there is one
 * @returns milliseconds ≥ 0, or undefined when the server does not say
 */
export function retryAfterMsOf(headers: HeadersLike, now: number): number | undefined {
  const exact = headerOf(headers, 'retry-after-ms')?.trim()
  if (exact !== undefined && decimal.test(exact)) return Number(exact)
  const value = headerOf(headers, 'retry-after')?.trim()
  if (value === undefined) return undefined
  if (decimal.test(value)) return Number(value) * 1000
  const until = httpDateOf(value)
  if (until === undefined) return undefined
  return Math.max(0, until - (httpDateOf(headerOf(headers, 'date') ?? '') ?? now))
}

const decimal = /^\d+(\.\d+)?$/
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Unix time in ms of an IMF-fixdate, the one form of HTTP dates that servers may send. */
function httpDateOf(value: string): number | undefined {
  const time = httpDate.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
