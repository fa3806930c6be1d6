import type { Traffic } from '../scenario/traffic.ts'
import { alike, incidentOf, umbrella } from './incident-scenario.ts'
import type { OverloadCase, Situation } from './overload-case.ts'

/** Callers who come all at once, and callers who have no patience. */
export const callers: readonly OverloadCase[] = [
  {
    ...crowd('crowd-behind-retry-after'),
    expected: {
      served: { atLeast: 0.95 },
      // The one that brought the hint: no other call comes before its time.
      callsDuring: { atMost: 1 },
      inFlightAtReturn: { atMost: 150 },
      callsPer16Ms: { atMost: 32 },
    },
  },
  {
    ...impatient('impatient-deadline', { deadlineMs: 20 }),
    expected: { served: { atLeast: 1 } },
    traffic: 'patient',
  },
  {
    ...impatient('impatient-attempts', { timeouts: { attemptMs: 20 } }),
    expected: { served: { atLeast: 1 } },
    traffic: 'patient',
  },
  {
    ...hurried('hurried-while-one-hangs'),
    expected: { served: { atLeast: 0.99 } },
    traffic: 'patient',
  },
]

/** The only target asks the first call to come back in two seconds; by then a thousand runs wait. */
function crowd(name: string): Situation {
  const incident = { fromMs: 0, toMs: 2000 }
  return {
    balancer: umbrella(),
    scenario: {
      name,
      targets: alike(
        1,
        { capacity: { perSecond: 500 } },
        { down: { status: 429, retryAfterMs: 2000 } },
        incident,
      ),
      traffic: [
        { name: 'first', arrivals: { fromMs: 0, calls: 1 } },
        { name: 'crowd', arrivals: { fromMs: 100, calls: 999 } },
      ],
      incident,
      durationMs: 12_000,
    },
  }
}

/** One caller makes 15 calls at once that give up long before any answer can come: before anyone else has called, and later. */
function impatient(name: string, call: NonNullable<Traffic['call']>): Situation {
  const [firstMs, othersMs, durationMs] = [1000, 2000, 20_000]
  const incident = { fromMs: firstMs, toMs: durationMs }
  return {
    balancer: umbrella(),
    scenario: {
      name,
      targets: alike(3, { capacity: { perSecond: 100 }, answerMs: 100 }, {}, incident),
      traffic: [
        { name: 'patient', arrivals: { fromMs: othersMs, toMs: durationMs, perSecond: 50 } },
        { name: 'impatient', arrivals: { fromMs: firstMs, calls: 15, times: 2, everyMs: 9000 }, call },
      ],
      incident,
      durationMs,
    },
  }
}

/** Half of the callers have one second; one target of three is silent for a while. */
function hurried(name: string): Situation {
  const incident = incidentOf(33_000)
  const durationMs = incident.toMs + 20_000
  const server = { capacity: { perSecond: 100 }, answerMs: 100 }
  const targets = alike(3, server, { down: 'hanging' }, incident).map((target, place) =>
    place === 0 ? target : { name: target.name, server },
  )
  const arrivals = { fromMs: 0, toMs: durationMs, perSecond: 50 }
  return {
    balancer: umbrella(),
    scenario: {
      name,
      targets,
      traffic: [
        { name: 'patient', arrivals },
        { name: 'hurried', arrivals, call: { deadlineMs: 1000 } },
      ],
      incident,
      durationMs,
    },
  }
}
