import type { ServerConditions } from '../scenario/server-conditions.ts'
import type { Subject } from '../scenario/subject.ts'
import { alike, incidentScenario } from './incident-scenario.ts'
import type { OverloadCase, Situation } from './overload-case.ts'

const balancer: Subject = {
  type: 'core',
  options: {
    hedge: { after: 'p95' },
    timeouts: { deadlineMs: 4000 },
    whenUnavailable: { maxWaitMs: 4000, maxWaiting: 1000 },
  },
}

/** A few answers take long, which hedges are for; and all of them take long, when hedges would only add to the load. */
export const hedging: readonly OverloadCase[] = [
  {
    ...hedged('hedge-in-a-tail', { tail: { ratio: 0.02, factor: 20 } }),
    // Without hedges one run in fifty comes too late (97.9 %). A hedge after the 95th percentile is wanted by one in twenty.
    expected: { servedDuring: { atLeast: 0.99 }, load: { atMost: 1.06 } },
  },
  {
    ...hedged('hedge-in-a-slowdown', { slowness: 5 }),
    expected: { servedDuring: { atLeast: 0.99 }, servedLater: { atLeast: 0.99 }, load: { atMost: 1.02 } },
  },
  {
    ...hedged('hedge-in-a-brown-out', { capacity: { perSecond: 20 } }),
    expected: { goodput: { atLeast: 50 }, servedLater: { atLeast: 0.99 }, load: { atMost: 0.8 } },
  },
]

/** Callers who wait for 4 s, of a balancer that hedges what takes longer than most calls of its target. */
function hedged(name: string, change: Partial<ServerConditions>): Situation {
  const targets = alike(3, { capacity: { perSecond: 100 }, spread: 0.3 }, change)
  return incidentScenario({ name, targets, balancer })
}
