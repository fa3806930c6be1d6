import type { LimitState } from './contracts/limit-state.ts'
import type { RateLimiterSnapshot } from './contracts/rate-limiter.ts'
import type { Limit } from './limit/limit.ts'
import type { Limits } from './limit/limits.ts'

/** What a limiter knows, as a plain object. */
export function snapshotOf(
  limits: Limits,
  { now, inFlight, waiting }: { readonly now: number; readonly inFlight: number; readonly waiting: number },
): RateLimiterSnapshot {
  const { pausedUntil } = limits
  return {
    limits: limits.all.map((limit) => stateOf(limit, now)),
    pace: limits.paceAt(now),
    ...(pausedUntil > now ? { pausedUntil } : {}),
    inFlight,
    waiting,
  }
}

function stateOf(limit: Limit, now: number): LimitState {
  const { unit, windowMs, source, kind, resetAt } = limit
  const left = Math.floor(limit.left(now))
  return {
    unit,
    limit: limit.limit,
    windowMs,
    left,
    source,
    kind,
    ...(resetAt === undefined ? {} : { resetAt }),
  }
}
