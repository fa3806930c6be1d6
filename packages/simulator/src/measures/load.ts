import type { SimulationLog } from '../run/run-log.ts'
import type { Period } from '../scenario/period.ts'
import { isWithin } from './periods.ts'

/** Calls that reach the servers in a period per run that arrives in it: what the servers are asked for, against what callers ask for. */
export function load({ runs, attempts }: SimulationLog, period: Period): number {
  const started = attempts.filter(({ startedAt }) => isWithin(startedAt, period))
  return started.length / runs.filter(({ arrivedAt }) => isWithin(arrivedAt, period)).length
}
