import type { RunLog } from '../run/run-log.ts'
import type { Period } from '../scenario/period.ts'
import { isWithin } from './periods.ts'

/** The share, 0–1, of the runs that arrive in a period that are served, whenever that is; NaN when none arrives. */
export function servedRate(runs: readonly RunLog[], period: Period): number {
  const arrived = runs.filter(({ arrivedAt }) => isWithin(arrivedAt, period))
  return arrived.filter(({ end }) => end === 'served').length / arrived.length
}

/** Runs served per second in a period, whenever they arrived. */
export function goodput(runs: readonly RunLog[], period: Period): number {
  const served = runs.filter(({ end, endedAt }) => end === 'served' && isWithin(endedAt, period))
  return (served.length * 1000) / (period.toMs - period.fromMs)
}
