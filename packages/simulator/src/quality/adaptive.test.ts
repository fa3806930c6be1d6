import { adaptive } from '@llm-balancer/core'
import { beforeAll, expect, it } from 'vitest'
import { heliconePeakEwma } from '../rivals/peak-ewma.ts'
import { simulate, type Simulation } from '../run/simulate.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Subject } from '../scenario/subject.ts'
import { oracle } from './oracle.ts'
import { qualityScenarios } from './quality-scenarios.ts'
import { equipped } from './subjects.ts'

/** Scenarios that differ in what decides: after how many seconds enough has happened, and how far below the oracle is close. */
const cases: Readonly<Record<string, { readonly seconds: number; readonly points: number }>> = {
  'different-speeds': { seconds: 120, points: 2.5 },
  'one-slow-key': { seconds: 150, points: 2.5 },
  'one-hanging-key': { seconds: 150, points: 2.5 },
  'uneven-quotas': { seconds: 120, points: 2.5 },
  // Limits are kept as buckets, which after a burst let in less than a vendor whose minute begins anew.
  'fixed-minutes': { seconds: 180, points: 6 },
  'own-servers': { seconds: 120, points: 2.5 },
  'cached-prompts': { seconds: 150, points: 2.5 },
  // Which of many targets is good has to be found out first.
  'hundred-targets': { seconds: 60, points: 2.5 },
}
const subjects: Readonly<Record<'adaptive' | 'oracle' | 'rival', Subject>> = {
  adaptive: equipped(() => adaptive()),
  oracle,
  rival: heliconePeakEwma.subject,
}
type Results = Readonly<Record<keyof typeof subjects, Simulation>>
const results = new Map<string, Results>()

beforeAll(async () => {
  for (const scenario of qualityScenarios) {
    const seconds = cases[scenario.name]?.seconds
    if (seconds === undefined) continue
    const run = (balancer: Subject): Promise<Simulation> =>
      simulate({ scenario: shortened(scenario, seconds * 1000), balancer })
    results.set(scenario.name, {
      adaptive: await run(subjects.adaptive),
      oracle: await run(subjects.oracle),
      rival: await run(subjects.rival),
    })
  }
}, 300_000)

it.each(Object.entries(cases))('%s: adaptive stays close to what the oracle reaches', (name, { points }) => {
  const { adaptive: own, oracle: best } = resultsOf(name)
  expect(shareOf(best) - shareOf(own)).toBeLessThan(points)
  expect(own.refused / own.requests).toBeLessThan(0.02)
})

it('adaptive stays close on average, and ahead of a rival', () => {
  const mean = (subject: keyof typeof subjects): number => {
    const shares = Object.keys(cases).map((name) => shareOf(resultsOf(name)[subject]))
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  }
  expect(mean('oracle') - mean('adaptive')).toBeLessThan(1)
  expect(mean('adaptive')).toBeGreaterThan(mean('rival') + 1)
})

it('adaptive needs few calls, and is refused by few vendors', () => {
  const own = [...results.values()].map((each) => each.adaptive)
  const sum = (part: 'attempts' | 'requests' | 'rejections429'): number =>
    own.reduce((total, each) => total + each[part], 0)
  expect(sum('attempts') / sum('requests')).toBeLessThan(1.03)
  expect((1000 * sum('rejections429')) / sum('requests')).toBeLessThan(40)
})

function resultsOf(name: string): Results {
  const found = results.get(name)
  if (found === undefined) throw new Error(`there is no scenario ${name}`)
  return found
}

/** Points within the goal. */
function shareOf({ withinGoal, requests }: Simulation): number {
  return (100 * withinGoal) / requests
}

function shortened(scenario: Scenario, durationMs: number): Scenario {
  const traffic = scenario.traffic.map((kind) =>
    'perSecond' in kind.arrivals ? { ...kind, arrivals: { ...kind.arrivals, toMs: durationMs } } : kind,
  )
  return { ...scenario, durationMs, traffic }
}
