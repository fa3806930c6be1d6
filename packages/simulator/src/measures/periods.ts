import type { Period } from '../scenario/period.ts'
import type { Scenario } from '../scenario/scenario.ts'

/** How long after an incident a balancer may take to recover before "later" begins, in ms. */
const firstAfterMs = 10_000

/** The parts of a scenario that are looked at apart. */
export interface Periods {
  readonly during: Period
  /** The first ten seconds after the incident. */
  readonly firstAfter: Period
  readonly later: Period
}

/** When something is wrong in a scenario: all the time, unless it says otherwise. */
export function incidentOf({ incident, durationMs }: Scenario): Period {
  return incident ?? { fromMs: 0, toMs: durationMs }
}

/** The parts of a scenario. */
export function periodsOf(scenario: Scenario): Periods {
  const { durationMs } = scenario
  const incident = incidentOf(scenario)
  const firstEnd = Math.min(durationMs, incident.toMs + firstAfterMs)
  return {
    during: incident,
    firstAfter: { fromMs: incident.toMs, toMs: firstEnd },
    later: { fromMs: firstEnd, toMs: durationMs },
  }
}

/** True when a time is in a period. */
export function isWithin(timeMs: number, { fromMs, toMs }: Period): boolean {
  return fromMs <= timeMs && timeMs < toMs
}
