import type { SimulationLog } from '../run/run-log.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { load } from './load.ts'
import { incidentOf, periodsOf } from './periods.ts'
import { recoveryMs } from './recovery-ms.ts'
import { goodput, servedRate } from './served-rate.ts'
import { mostCallsWithin, mostInFlight, mostInFlightAtReturn } from './stampede.ts'

/** What a scenario came to, in numbers. Shares are 0–1; one of nothing is NaN. */
export interface Measures {
  /** Share of all runs that were served. */
  readonly served: number
  /** Share of the runs arriving in the incident that were served. */
  readonly servedDuring: number
  /** The same in the ten seconds after it. */
  readonly servedFirstAfter: number
  /** The same after those. */
  readonly servedLater: number
  /** Runs served per second during the incident. */
  readonly goodput: number
  /** From the incident's end until 95 % are served again, in s. */
  readonly recoverySeconds: number
  /** Calls of servers per run during the incident. */
  readonly load: number
  /** Calls of servers during the incident. */
  readonly callsDuring: number
  /** Most calls that begin on one target within 16 ms. */
  readonly callsPer16Ms: number
  /** Most calls under way on one target at once. */
  readonly inFlight: number
  /** The same from the incident's end until one second after the target's first success. */
  readonly inFlightAtReturn: number
}

/** The name of a measure. */
export type MeasureName = keyof Measures

/** Looks at what a scenario came to. `traffic` looks at the runs of one kind of callers only. */
export function measure(scenario: Scenario, log: SimulationLog, traffic?: string): Measures {
  const { durationMs } = scenario
  const incident = incidentOf(scenario)
  const { during, firstAfter, later } = periodsOf(scenario)
  const { attempts } = log
  const runs = traffic === undefined ? log.runs : log.runs.filter((run) => run.traffic === traffic)
  const whole = { fromMs: 0, toMs: Infinity }
  return {
    served: servedRate(runs, whole),
    servedDuring: servedRate(runs, during),
    servedFirstAfter: servedRate(runs, firstAfter),
    servedLater: servedRate(runs, later),
    goodput: goodput(runs, during),
    recoverySeconds: recoveryMs(runs, { fromMs: incident.toMs, toMs: durationMs }) / 1000,
    load: load({ ...log, runs }, during),
    callsDuring: attempts.filter(({ startedAt }) => startedAt >= during.fromMs && startedAt < during.toMs)
      .length,
    callsPer16Ms: mostCallsWithin(attempts, 16),
    inFlight: mostInFlight(attempts, whole),
    inFlightAtReturn: mostInFlightAtReturn(attempts, { fromMs: incident.toMs, windowMs: 1000 }),
  }
}
