import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Strategy } from '../contracts/strategy.ts'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { affinity } from './affinity.ts'
import { custom } from './custom.ts'
import { failover } from './failover.ts'
import { leastInFlight } from './least-in-flight.ts'
import { lowestCost } from './lowest-cost.ts'
import { mostHeadroom } from './most-headroom.ts'
import { peakEwma } from './peak-ewma.ts'
import { roundRobin } from './round-robin.ts'
import { tiers } from './tiers.ts'
import { weightedRandom } from './weighted-random.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

fc.configureGlobal({ seed: 20_261_120 })

const factories: Record<string, () => Strategy> = {
  affinity: () => affinity(),
  custom: () => custom((targets) => targets.at(-1) ?? 'none'),
  failover: () => failover(),
  'failover, sticky': () => failover({ sticky: true }),
  'least-in-flight': () => leastInFlight(),
  'lowest-cost': () => lowestCost(),
  'most-headroom': () => mostHeadroom(),
  'peak-ewma': () => peakEwma(),
  'round-robin': () => roundRobin(),
  tiers: () => tiers(() => peakEwma()),
  'weighted-random': () => weightedRandom(),
  'weighted-round-robin': () => weightedRoundRobin(),
}

const targets = Array.from({ length: 6 }, (_, index) =>
  fakeTarget({
    id: `t${index}`,
    weight: index + 1,
    priority: index % 2,
    inFlight: index % 3,
    limits: [{ unit: 'requests', limit: 100, remaining: 50, resetMs: 1000 }],
    cost: { inputPerMTok: 1, outputPerMTok: 1 },
  }),
)

describe.each(Object.entries(factories))('%s', (title, create) => {
  it('has its name', () => {
    expect(title.startsWith(create().name)).toBe(true)
  })

  it('chooses one of the candidates, whichever they are, while targets start, end and leave', () => {
    const step = fc.record({
      eligible: fc.subarray(targets, { minLength: 1 }),
      affinityKey: fc.option(fc.string(), { nil: undefined }),
      firstContentMs: fc.option(fc.nat(500), { nil: undefined }),
      type: fc.constantFrom('success' as const, 'neutral' as const),
      leaves: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer(), (steps, seed) => {
        const strategy = create()
        strategy.bind?.({ random: seededRandom(seed) })
        for (const [at, { eligible, affinityKey, firstContentMs, type, leaves }] of steps.entries()) {
          const call = callFacts({ affinityKey, startedAt: at })
          const picked = strategy.pick(candidatesOf(eligible), call, at)
          expect(eligible).toContain(picked)
          strategy.meter?.started(picked, call, at)
          if (firstContentMs === undefined) strategy.meter?.finished(picked, { type, durationMs: 1 }, at)
          else strategy.meter?.firstContent(picked, call, at)
          expect(strategy.meter?.load(picked, at) ?? 0).toBeGreaterThanOrEqual(0)
          if (leaves) strategy.forget?.(picked)
        }
      }),
    )
  })

  it('works before it belongs to a balancer', () => {
    expect(pickIds({ strategy: create(), candidates: candidatesOf(targets), count: 3 })).toHaveLength(3)
  })

  it('chooses the same again with the same random numbers', () => {
    const ids = () => {
      const strategy = create()
      strategy.bind?.({ random: seededRandom(11) })
      return pickIds({ strategy, candidates: candidatesOf(targets, 1), count: 50 })
    }
    expect(ids()).toEqual(ids())
  })

  it('belongs to one balancer only, unless it has nothing of its own', () => {
    const strategy = create()
    const bind = () => strategy.bind?.({ random: seededRandom(1) })
    bind()
    if (strategy.bind === undefined) expect(title).toBe('custom')
    else
      expect(bind).toThrow(/^\S+: this strategy belongs to a balancer already, make one for each balancer$/)
  })
})
