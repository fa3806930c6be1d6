import type { LimitReport } from '@llm-balancer/core'

const units: readonly unknown[] = [
  'requests',
  'tokens',
  'input-tokens',
  'output-tokens',
] satisfies LimitReport['unit'][]

/** No window is longer than this, in ms: a year. */
const longestWindowMs = 366 * 86_400_000

/** The reports of a list that can be counted with. As a rule that is all of them, and the list itself. */
export function reportsIn(given: unknown): readonly LimitReport[] {
  if (!Array.isArray(given)) return []
  return given.every(isReport) ? given : given.filter(isReport)
}

/** True for a report that can be counted with: a known unit, and numbers that are exact. */
function isReport(given: unknown): given is LimitReport {
  if (typeof given !== 'object' || given === null) return false
  const { unit, limit, remaining, resetMs, windowMs } = given as Readonly<Partial<Record<string, unknown>>>
  return (
    units.includes(unit) &&
    isWithin(limit, Number.MAX_SAFE_INTEGER) &&
    isWithin(remaining, Number.MAX_SAFE_INTEGER) &&
    isWithin(resetMs, longestWindowMs) &&
    isWithin(windowMs, longestWindowMs)
  )
}

function isWithin(value: unknown, most: number): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0 && value <= most)
}
