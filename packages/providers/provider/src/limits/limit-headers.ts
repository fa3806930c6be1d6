import type { HeadersLike, LimitReport } from '@llm-balancer/core'
import { headerOf, parseReset, serverTime } from '@llm-balancer/core/retry-after'

/** The headers that report one limit. Names are lower-case. */
export interface LimitHeaders {
  readonly unit: LimitReport['unit']
  readonly limit?: string
  readonly remaining?: string
  readonly reset?: string
  /** Length of the window in ms, where the vendor documents it. */
  readonly windowMs?: number
}

/**
 * Reads a vendor's limits from response headers, by its table. Limits without a single readable header are left out. `now`
 * is Unix time in ms; the response's own `date` wins over it.
 */
export function parseLimitHeaders(
  headers: HeadersLike | undefined,
  table: readonly LimitHeaders[],
  now: number,
): LimitReport[] {
  return table.flatMap(({ unit, windowMs, ...names }) => {
    const limit = count(headers, names.limit)
    const left = count(headers, names.remaining)
    // Some vendors say -1 where they do not know a number; less than nothing left is nothing left.
    if ((limit ?? 0) < 0 || left === -1 || (limit === undefined && left === undefined)) return []
    const remaining = left === undefined ? undefined : Math.max(0, left)
    const reset = names.reset === undefined ? undefined : headerOf(headers, names.reset)
    const resetMs = reset === undefined ? undefined : parseReset(reset, serverTime(headers, now))
    return {
      unit,
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
      ...(resetMs === undefined ? {} : { resetMs }),
      ...(windowMs === undefined ? {} : { windowMs }),
    }
  })
}

function count(headers: HeadersLike | undefined, name: string | undefined): number | undefined {
  const text = name === undefined ? undefined : headerOf(headers, name)?.trim()
  return text !== undefined && /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined
}
