import type { ServerConditions } from '../scenario/server-conditions.ts'
import { alike, incidentScenario, umbrella, type IncidentSettings } from './incident-scenario.ts'
import type { OverloadCase, Situation } from './overload-case.ts'

/** Limits of a brown-out whose servers refuse what they cannot do. */
const shedding = {
  goodput: { atLeast: 55 },
  servedFirstAfter: { atLeast: 0.97 },
  servedLater: { atLeast: 0.99 },
  recoverySeconds: { atMost: 2 },
  load: { atMost: 0.8 },
} as const
const calm = { callsPer16Ms: { atMost: 64 }, inFlight: { atMost: 250 } } as const
const hinted = {
  servedFirstAfter: { atLeast: 0.95 },
  servedLater: { atLeast: 0.95 },
  recoverySeconds: { atMost: 4 },
  ...calm,
} as const
const unwaiting = {
  goodput: { atLeast: 35 },
  servedFirstAfter: { atLeast: 0.9 },
  servedLater: { atLeast: 0.99 },
  recoverySeconds: { atMost: 2 },
  load: { atMost: 1.3 },
} as const

/** Every server has a part of its capacity left: 60 calls per second, or 180, are possible of the 200 that come. */
export const brownOuts: readonly OverloadCase[] = [
  { ...threeTargets('brown-out'), expected: { ...shedding, ...calm } },
  { ...brownOut('brown-out-of-ten', 10, 30, 6), expected: { ...shedding, load: { atMost: 1 } } },
  {
    ...brownOut('brown-out-of-one', 1, 300, 60),
    expected: { ...shedding, inFlight: { atMost: 360 } },
  },
  {
    ...threeTargets('brown-out-without-circuits', {}, { balancer: umbrella({ circuitBreaker: false }) }),
    expected: shedding,
  },
  {
    ...threeTargets('brown-out-with-retry-after', { refusal: { status: 503, retryAfterMs: 2000 } }),
    expected: { goodput: { atLeast: 35 }, ...hinted },
  },
  {
    ...threeTargets('brown-out-with-429', { refusal: { status: 429, retryAfterMs: 1000 } }),
    expected: { goodput: { atLeast: 40 }, ...hinted },
  },
  {
    ...threeTargets('brown-out-only-slow', { longestQueueMs: 3_600_000 }),
    expected: {
      servedFirstAfter: { atLeast: 0.85 },
      servedLater: { atLeast: 0.98 },
      recoverySeconds: { atMost: 3 },
      // Servers that only queue give no sign before the first call runs out of its 5 s, at 7 s: until then 47 calls per second more
      // than are answered come to each, on top of 20, which is 350 give or take 13 by chance.
      inFlight: { atMost: 390 },
    },
  },
  {
    ...threeTargets('brown-out-fail', {}, { balancer: umbrella({ whenUnavailable: 'fail' }) }),
    expected: unwaiting,
  },
  {
    ...threeTargets('brown-out-least-bad', {}, { balancer: umbrella({ whenUnavailable: 'least-bad' }) }),
    expected: unwaiting,
  },
  {
    ...brownOut('brown-out-mild', 3, 100, 60),
    expected: { servedDuring: { atLeast: 0.9 }, load: { atMost: 1.35 } },
  },
]

function threeTargets(
  name: string,
  server: Partial<ServerConditions> = {},
  settings: Partial<IncidentSettings> = {},
): Situation {
  const targets = alike(3, { capacity: { perSecond: 100 }, ...server }, { capacity: { perSecond: 20 } })
  return incidentScenario({ name, targets, ...settings })
}

function brownOut(name: string, count: number, ...[before, during]: [number, number]): Situation {
  const targets = alike(count, { capacity: { perSecond: before } }, { capacity: { perSecond: during } })
  return incidentScenario({ name, targets })
}
