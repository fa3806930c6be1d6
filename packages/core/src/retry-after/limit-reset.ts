import { headerOf, type HeadersLike } from './header-of.ts'
import { parseReset } from './parse-reset.ts'
import { serverTime } from './server-time.ts'

/** The headers of one limit: when it resets, and what is left of it. Names are in lower case. */
export interface LimitResetHeaders {
  readonly reset?: string
  readonly remaining?: string
}

/** The limits of the common vendors. */
const commonLimits: readonly LimitResetHeaders[] = [
  ...['-requests', '-tokens', '-requests-day', '-tokens-minute', ''].map((unit) => ({
    reset: `x-ratelimit-reset${unit}`,
    remaining: `x-ratelimit-remaining${unit}`,
  })),
  { reset: 'ratelimit-reset', remaining: 'ratelimit-remaining' },
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((unit) => ({
    reset: `anthropic-ratelimit-${unit}-reset`,
    remaining: `anthropic-ratelimit-${unit}-remaining`,
  })),
]

/**
 * When the limits that are used up reset, as ms from `now` (Unix time in ms): the latest of them. Where none says that it is
 * used up, those count of which the server does not say what is left. Undefined when no header says so.
 */
export function limitResetMs(
  headers: HeadersLike | undefined,
  now: number,
  limits: readonly LimitResetHeaders[] = commonLimits,
): number | undefined {
  if (headers === undefined) return undefined
  const serverNow = serverTime(headers, now)
  const usedUp: number[] = []
  const unknown: number[] = []
  for (const { reset, remaining } of limits) {
    const resetMs = reset === undefined ? undefined : parseReset(headerOf(headers, reset) ?? '', serverNow)
    if (resetMs === undefined) continue
    const left = remaining === undefined ? undefined : headerOf(headers, remaining)?.trim()
    if (left === undefined) unknown.push(resetMs)
    else if (/^-?0+(\.0+)?$/.test(left)) usedUp.push(resetMs)
  }
  const resets = usedUp.length > 0 ? usedUp : unknown
  return resets.length > 0 ? Math.max(...resets) : undefined
}
