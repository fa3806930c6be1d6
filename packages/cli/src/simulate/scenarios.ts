import type { Scenario, ServerConditions } from '@llm-balancer/simulator'

/** What is known of a target. */
export type TargetFacts = { readonly name: string; readonly weight: number; readonly priority: number }

/** When something happens. */
export const incident = { fromMs: 10_000, toMs: 30_000 }

/** What becomes of the first target then. */
const conditions: Readonly<Record<string, ServerConditions>> = {
  'brown-out': { capacity: { perSecond: 100 }, slowness: 4, failureRatio: 0.3 },
  outage: { capacity: { perSecond: 100 }, down: 'refused' },
  hang: { capacity: { perSecond: 100 }, down: 'hanging' },
  overload: { capacity: { perSecond: 4 }, refusal: { status: 429, retryAfterMs: 2000 } },
}

/** The names of the scenarios. */
export const scenarioNames: readonly string[] = Object.keys(conditions)

/** Forty seconds with 20 calls per second, in which the first target of a configuration fares badly for twenty. */
export function scenarioOf(name: string, targets: readonly TargetFacts[]): Scenario {
  const to = conditions[name] ?? {}
  return {
    name,
    targets: targets.map((target, place) => ({
      ...target,
      server: { capacity: { perSecond: 100 }, answerMs: 300, spread: 0.3 },
      ...(place === 0 ? { changes: [{ ...incident, to }] } : {}),
    })),
    traffic: [{ name: 'callers', arrivals: { fromMs: 0, toMs: 40_000, perSecond: 20 } }],
    incident,
    durationMs: 40_000,
  }
}
