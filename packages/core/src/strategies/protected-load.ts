import type { LoadMeter } from '../contracts/strategy.ts'
import { misuse, type ReportMisuse } from '../options/misuse.ts'
import type { Measure } from './pick-least.ts'

/**
 * The loads that a user's meter measures. Where it throws or gives no number, the target counts as the most loaded, and
 * `report` hears of it, so that a broken meter makes choices worse and breaks no run.
 */
export function protectedLoad(strategy: string, meter: LoadMeter, report: ReportMisuse): Measure {
  return (target, call, now) => {
    try {
      const load: unknown = meter.load(target, now, call)
      if (typeof load === 'number' && !Number.isNaN(load)) return load
      report(strategy, misuse('meter.load', 'a number', load))
    } catch (error) {
      report(strategy, error)
    }
    return Infinity
  }
}
