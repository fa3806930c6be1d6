import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '../run/simulate.ts'
import { plainRoundRobin } from '../rivals/round-robin.ts'
import { checkScenario } from '../scenario/check-scenario.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { randomScenario } from './random-scenario.ts'
import { manyScenarios } from './test/many-scenarios.ts'

const shareOf = (has: (scenario: Scenario) => boolean): number =>
  manyScenarios().filter(has).length / manyScenarios().length
const changesOf = (scenario: Scenario): object[] =>
  scenario.targets.flatMap(({ changes = [] }) => changes.map(({ to }) => to))

describe('a random scenario', () => {
  it('is valid, plain data, and the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const scenario = randomScenario(seed)
        expect(() => checkScenario('scenario', scenario, 'simulate')).not.toThrow()
        expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario)
        expect(randomScenario(seed)).toEqual(scenario)
        expect(randomScenario(seed + 1)).not.toEqual({ ...scenario, name: `random-${seed + 1}` })
        expect(scenario.targets.length).toBeGreaterThanOrEqual(2)
        expect(scenario.targets.length).toBeLessThanOrEqual(12)
      }),
    )
  })

  it.each<[string, (scenario: Scenario) => boolean]>([
    ['servers of one’s own', ({ targets }) => targets.some(({ server }) => server.knee !== undefined)],
    ['conversations', ({ traffic }) => traffic[0]?.sessions !== undefined],
    ['callers that wait for whole answers', ({ traffic }) => traffic[0]?.streaming === false],
    ['several processes', ({ processes = 1 }) => processes > 1],
    ['fixed minutes', ({ targets }) => targets.some(({ limits }) => limits?.window === 'fixed-minute')],
    [
      'limits of tokens',
      ({ targets }) => targets.some(({ limits }) => limits?.tokensPerMinute !== undefined),
    ],
    ['limits that are not known', ({ targets }) => targets.some(({ limits }) => limits?.known === false)],
    ['limits without headers', ({ targets }) => targets.some(({ limits }) => limits?.headers === false)],
    ['slowness', (scenario) => changesOf(scenario).some((to) => 'slowness' in to)],
    ['failures', (scenario) => changesOf(scenario).some((to) => 'failureRatio' in to)],
    ['shedding', (scenario) => changesOf(scenario).some((to) => 'sheddingRatio' in to)],
    ['silence', (scenario) => changesOf(scenario).some((to) => 'down' in to && to.down === 'hanging')],
  ])('sometimes has %s, and sometimes not', (_what, has) => {
    const share = shareOf(has)
    expect(share).toBeGreaterThan(0.05)
    expect(share).toBeLessThan(0.95)
  })

  it('can be simulated, with as many calls as it says', async () => {
    for (const scenario of manyScenarios().slice(0, 5)) {
      const { requests, log } = await simulate({ scenario, balancer: plainRoundRobin.subject })
      expect(requests).toBeGreaterThan(20)
      expect(log.timersLeft).toBe(0)
    }
  })

  it.each([-1, 1.5, NaN, Infinity])('has a seed that is a whole number, not %d', (seed) => {
    expect(() => randomScenario(seed)).toThrow('randomScenario: "seed" must be a whole number within [0,')
  })
})
