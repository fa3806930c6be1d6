import type { Period } from '../scenario/period.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Down, ServerConditions } from '../scenario/server-conditions.ts'
import type { UmbrellaSettings } from '../scenario/subject.ts'
import { alike, incidentOf, incidentScenario, umbrella } from './incident-scenario.ts'
import type { OverloadCase, Situation } from './overload-case.ts'

const down: Down = { status: 503, afterMs: 0 }
const flapping = incidentOf(47_000)
const turnMs = 2000

/** Some targets are down while others work, or all of them now and then. */
export const partialOutages: readonly OverloadCase[] = [
  {
    ...threeDead('one-small-healthy', 60),
    expected: {
      goodput: { atLeast: 55 },
      servedFirstAfter: { atLeast: 0.9 },
      servedLater: { atLeast: 0.99 },
      recoverySeconds: { atMost: 3 },
      callsPer16Ms: { atMost: 64 },
      inFlight: { atMost: 250 },
    },
  },
  {
    ...threeDead('one-healthy-with-room', 300),
    expected: { servedDuring: { atLeast: 1 }, load: { atMost: 1.1 } },
  },
  {
    ...flap('flapping-in-turn', (target) => everyThirdTurn(target)),
    expected: { servedDuring: { atLeast: 0.85 }, load: { atMost: 1.4 } },
  },
  {
    ...flap('flapping-together', () => everyThirdTurn(0)),
    expected: { servedDuring: { atLeast: 0.6 }, load: { atMost: 1.4 } },
  },
  { ...tenTargets('ten-dead', { down }), expected: { load: { atMost: 1.2 } } },
  {
    ...tenTargets('ten-shedding', { capacity: { perSecond: 6 } }),
    expected: { load: { atMost: 1.3 } },
  },
  ...(['peak-ewma', 'round-robin'] as const).flatMap((strategy) => [
    oneOfTen(`one-of-ten-${strategy}`, { strategy }),
    oneOfTen(`one-of-ten-${strategy}-without-circuits`, { strategy, circuitBreaker: false }),
  ]),
]

/** Three targets are down in the incident; a fourth one works all the time. */
function threeDead(name: string, healthyPerSecond: number): Situation {
  const healthy = { name: 'healthy', server: { capacity: { perSecond: healthyPerSecond } } }
  const targets = [healthy, ...alike(3, { capacity: { perSecond: 100 } }, { down })]
  return incidentScenario({ name, targets })
}

function flap(name: string, downTimes: (target: number) => readonly Period[]): Situation {
  const targets = Array.from({ length: 3 }, (_, index): SimulatedTarget => {
    const changes = downTimes(index).map((period) => ({ ...period, to: { down } }))
    return { name: `target-${index + 1}`, server: { capacity: { perSecond: 100 } }, changes }
  })
  return incidentScenario({ name, targets, incident: flapping })
}

/** Two seconds of every six, beginning with a turn of two seconds. */
function everyThirdTurn(first: number): Period[] {
  const { fromMs, toMs } = flapping
  const turns = Math.ceil((toMs - fromMs) / turnMs)
  return Array.from({ length: turns }, (_, turn) => turn)
    .filter((turn) => turn % 3 === first)
    .map((turn) => fromMs + turn * turnMs)
    .map((start) => ({ fromMs: start, toMs: Math.min(toMs, start + turnMs) }))
}

/** Nothing but the retry budget keeps a run from asking all ten targets, again and again. */
function tenTargets(name: string, change: Partial<ServerConditions>): Situation {
  const balancer = umbrella({
    circuitBreaker: false,
    whenUnavailable: 'fail',
    retry: { maxAttempts: Infinity },
  })
  return incidentScenario({ name, balancer, targets: alike(10, { capacity: { perSecond: 30 } }, change) })
}

/** Nine of ten targets are down from the start, and calls come in waves. */
function oneOfTen(name: string, settings: UmbrellaSettings): OverloadCase {
  const whole = { fromMs: 0, toMs: 10_000 }
  const arrivals = { fromMs: 0, calls: 100, times: 25, everyMs: 400 }
  const dead = alike(9, { capacity: { perSecond: 100 }, down }, {}, whole)
  const scenario = {
    name,
    targets: [...dead, { name: 'healthy', server: { capacity: { perSecond: 1000 } } }],
    traffic: [{ name: 'callers', arrivals }],
    incident: whole,
    durationMs: whole.toMs,
  }
  return {
    scenario,
    balancer: umbrella(settings),
    expected: { served: { atLeast: 1 }, load: { atMost: 2.5 } },
  }
}
