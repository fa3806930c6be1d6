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
  const textOf = (name: string): string => headerOf(headers, name)?.trim() ?? ''
  const exact = textOf('retry-after-ms')
  const value = textOf('retry-after')
  if (decimal.test(exact)) return Number(exact)
  if (decimal.test(value)) return Number(value) * 1000
  const until = httpDateOf(value)
  return until === undefined ? undefined : Math.max(0, until - (httpDateOf(textOf('date')) ?? now))
}

const decimal = /^\d+(\.\d+)?$/
const httpDate = /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/

/** Unix time in ms of an IMF-fixdate, the one form of HTTP dates that servers may send. */
function httpDateOf(value: string): number | undefined {
  const time = httpDate.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
