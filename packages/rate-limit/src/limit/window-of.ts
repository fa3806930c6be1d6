import type { LimitReport } from '@llm-balancer/core'

const secondMs = 1000
const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
const usual: readonly number[] = [secondMs, minuteMs, hourMs, dayMs]

/**
 * Length in ms of a reported limit's window where no document says it: what comes back until the reset, set against what was used,
 * tells the rate of a bucket. Otherwise it is a minute, or the shortest usual window that ends with the reset.
 */
export function windowOf({ limit = 0, remaining = limit, resetMs = 0, windowMs }: LimitReport): number {
  if (windowMs !== undefined && windowMs >= 1) return Math.round(windowMs)
  // Fits nothing where nothing was used.
  const filledInMs = (resetMs * limit) / (limit - remaining)
  // A second may be any shorter time, rounded up.
  const isTelling = resetMs !== secondMs
  const fitting = usual.find((one) => filledInMs > 0.8 * one && filledInMs < 1.25 * one)
  if (isTelling && fitting !== undefined) return fitting
  return [minuteMs, hourMs].find((one) => resetMs <= 1.02 * one) ?? dayMs
}
