import type { Down } from '../scenario/server-conditions.ts'
import { alike, incidentOf, incidentScenario } from './incident-scenario.ts'
import type { OverloadCase, Situation } from './overload-case.ts'

/** Every call is refused within the same moment. */
const refusing: Down = { status: 503, afterMs: 0 }
const shortMs = 2000
const longMs = 33_000

const recovers = {
  servedFirstAfter: { atLeast: 0.9 },
  servedLater: { atLeast: 0.99 },
  recoverySeconds: { atMost: 3 },
  callsPer16Ms: { atMost: 64 },
  inFlight: { atMost: 250 },
  inFlightAtReturn: { atMost: 60 },
} as const

/** Every target is down. */
export const outages: readonly OverloadCase[] = [
  { ...outage('outage', refusing, longMs), expected: recovers },
  { ...outage('outage-refused', 'refused', longMs), expected: recovers },
  { ...outage('outage-of-two-seconds', refusing, shortMs), expected: recovers },
  { ...outage('outage-of-two-seconds-refused', 'refused', shortMs), expected: recovers },
  {
    ...outage('outage-hanging', 'hanging', longMs),
    expected: {
      servedFirstAfter: { atLeast: 0.55 },
      servedLater: { atLeast: 0.99 },
      recoverySeconds: { atMost: 8 },
    },
  },
]

function outage(name: string, ...[down, lengthMs]: [Down, number]): Situation {
  const incident = incidentOf(lengthMs)
  const targets = alike(3, { capacity: { perSecond: 100 } }, { down }, incident)
  return incidentScenario({ name, targets, incident })
}
