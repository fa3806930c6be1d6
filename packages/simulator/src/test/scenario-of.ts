import type { Scenario } from '../scenario/scenario.ts'
import type { Subject } from '../scenario/subject.ts'

/** The umbrella, with a total time of 10 s. */
export const umbrellaSubject: Subject = {
  type: 'llm-balancer',
  options: { timeouts: { deadlineMs: 10_000 } },
}

/** A scenario of three targets and half a minute, but for what is given. */
export function scenarioOf(own: Partial<Scenario> = {}): Scenario {
  const incident = { fromMs: 5000, toMs: 10_000 }
  const durationMs = 30_000
  return {
    name: 'a-test',
    targets: ['a', 'b', 'c'].map((name) => ({ name, server: { capacity: { perSecond: 100 } } })),
    traffic: [{ name: 'callers', arrivals: { fromMs: 0, toMs: durationMs, perSecond: 20 } }],
    incident,
    durationMs,
    ...own,
  }
}
