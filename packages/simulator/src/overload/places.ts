import type { ServerConditions } from '../scenario/server-conditions.ts'
import type { Subject } from '../scenario/subject.ts'
import { alike, incidentOf, incidentScenario, umbrella } from './incident-scenario.ts'
import type { OverloadCase, Situation } from './overload-case.ts'

/** Servers that take a number of calls at a time. */
export const places: readonly OverloadCase[] = [
  {
    ...longCalls('long-calls-outage', { down: { status: 503, afterMs: 0 } }),
    expected: { servedLater: { atLeast: 0.55 }, recoverySeconds: { atMost: 40 }, inFlight: { atMost: 140 } },
  },
  {
    ...longCalls('long-calls-brown-out', { capacity: { places: 20 } }),
    expected: { servedLater: { atLeast: 0.9 }, recoverySeconds: { atMost: 20 }, inFlight: { atMost: 140 } },
  },
  {
    ...oneTarget('one-target-wait', 'wait'),
    expected: {
      servedFirstAfter: { atLeast: 0.95 },
      servedLater: { atLeast: 0.99 },
      recoverySeconds: { atMost: 2 },
      inFlight: { atMost: 100 },
    },
  },
  {
    ...oneTarget('one-target-fail', 'fail'),
    expected: { servedFirstAfter: { atLeast: 0.85 }, servedLater: { atLeast: 0.99 } },
  },
]

/** Calls of 5 s, 40 per second, at three servers that take 60 per second: it takes long until they have recovered. */
function longCalls(name: string, change: Partial<ServerConditions>): Situation {
  const targets = alike(3, { capacity: { places: 100 }, answerMs: 5000 }, change)
  const balancer = umbrella({ timeouts: { deadlineMs: 30_000 } })
  return incidentScenario({ name, targets, balancer, callsPerSecond: 40, afterMs: 45_000 })
}

/** The core with a circuit that counts failures, before one server that is down for 2 s. */
function oneTarget(name: string, whenUnavailable: 'wait' | 'fail'): Situation {
  const balancer: Subject = {
    type: 'core',
    options: { whenUnavailable, timeouts: { deadlineMs: 10_000 } },
    circuitBreaker: {
      failureThreshold: 5,
      windowMs: 10_000,
      resetTimeoutMs: 3000,
      successThreshold: 1,
    },
  }
  const incident = incidentOf(2000)
  const server = { capacity: { places: 50 }, answerMs: 200 }
  const targets = alike(1, server, { down: { status: 503, afterMs: 0 } }, incident)
  return incidentScenario({ name, targets, incident, balancer, callsPerSecond: 100 })
}
