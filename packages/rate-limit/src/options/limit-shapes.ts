import type { LimitShape } from '../limit/limit-shape.ts'
import type { LimitListSettings } from '../limit/limit-list.ts'
import type { Unit } from '../limit/unit.ts'
import { nextReset } from '../level/next-reset.ts'
import type { RateLimits, RateLimitSettings } from './rate-limit-options.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

const units: Readonly<Record<keyof RateLimits, readonly [unit: Unit, windowMs: number]>> = {
  requestsPerMinute: ['requests', minuteMs],
  requestsPerDay: ['requests', dayMs],
  tokensPerMinute: ['tokens', minuteMs],
  inputTokensPerMinute: ['input-tokens', minuteMs],
  outputTokensPerMinute: ['output-tokens', minuteMs],
  tokensPerDay: ['tokens', dayMs],
}

/** What comes back in this time may be used at once, in ms: some vendors enforce a minute's limit over one second, or over ten. */
const usualBurstMs = 5000
/** So many calls may begin at once in any case. */
const leastBurst = 10

/** How much of a limit may be used at once. */
export function burstOf({ burstMs }: Pick<RateLimitSettings, 'burstMs'>): LimitListSettings['burstOf'] {
  return (unit, limit, windowMs) => {
    if (windowMs > minuteMs) return limit
    const burst = Math.ceil((limit * (burstMs ?? usualBurstMs)) / windowMs)
    const least = burstMs === undefined && unit === 'requests' ? leastBurst : 1
    return Math.min(limit, Math.max(least, burst))
  }
}

/** The limits that the options name. */
export function limitShapes(settings: RateLimitSettings): readonly LimitShape[] {
  const { exact, resetsAt } = settings
  const reset = resetsAt === undefined ? undefined : nextReset(resetsAt)
  return Object.entries(units).flatMap(([name, [unit, windowMs]]) => {
    const limit = settings[name as keyof RateLimits]
    if (limit === Infinity) return []
    const burst = burstOf(settings)(unit, limit, windowMs)
    const isDaily = windowMs === dayMs
    return {
      unit,
      limit,
      windowMs,
      burst,
      exact,
      source: 'configured' as const,
      nextReset: isDaily ? reset : undefined,
    }
  })
}
