import type { Period } from '../scenario/period.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { ServerConditions } from '../scenario/server-conditions.ts'
import type { Subject, UmbrellaSettings } from '../scenario/subject.ts'
import type { Situation } from './overload-case.ts'

/** What differs between scenarios in which healthy targets meet one incident and recover from it. */
export interface IncidentSettings {
  readonly name: string
  readonly targets: readonly SimulatedTarget[]
  readonly incident?: Period
  readonly balancer?: Subject
  /** @default 200 */
  readonly callsPerSecond?: number
  /** How long calls come after the incident, in ms. @default 25 000 */
  readonly afterMs?: number
}

/** Long enough that the balancer knows its targets. */
const beforeMs = 10_000
/** Ten seconds to recover in, and some in which nothing of the incident is left. */
const usualAfterMs = 25_000

/** An incident of a length; 33 s is no multiple of a circuit's reset time. */
export function incidentOf(lengthMs: number): Period {
  return { fromMs: beforeMs, toMs: beforeMs + lengthMs }
}

/** The usual incident. */
const usualIncident: Period = incidentOf(33_000)

/** The umbrella with its defaults, but for a total time of 10 s. */
export function umbrella(options: UmbrellaSettings = {}): Subject {
  return { type: 'llm-balancer', options: { timeouts: { deadlineMs: 10_000 }, ...options } }
}

/** Calls come at a steady rate for 10 s before the incident, through it, and for a while after it. */
export function incidentScenario(settings: IncidentSettings): Situation {
  const { name, targets, incident = usualIncident, balancer = umbrella() } = settings
  const { callsPerSecond = 200, afterMs = usualAfterMs } = settings
  const durationMs = incident.toMs + afterMs
  const arrivals = { fromMs: 0, toMs: durationMs, perSecond: callsPerSecond }
  const traffic = [{ name: 'callers', arrivals }]
  return { balancer, scenario: { name, targets, incident, durationMs, traffic } }
}

/** Equal targets, all with other conditions during the incident. */
export function alike(
  count: number,
  server: ServerConditions,
  ...[change, incident = usualIncident]: [change: Partial<ServerConditions>, incident?: Period]
): SimulatedTarget[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `target-${index + 1}`,
    server,
    changes: [{ ...incident, to: change }],
  }))
}
