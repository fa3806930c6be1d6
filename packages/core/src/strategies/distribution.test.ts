import { describe, expect, it } from 'vitest'
import type { Outcome } from '../contracts/outcome.ts'
import type { Candidates, Measurement, Strategy } from '../contracts/strategy.ts'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
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

/** A target of the model and what its attempts are like. */
interface ModelTarget extends Partial<FakeTarget> {
  readonly id: string
  /** Milliseconds an attempt takes; half to double at random. @default 1000 */
  readonly serviceMs?: number
  /** Every attempt fails. @default false */
  readonly fails?: boolean
}

interface Scenario {
  readonly create: () => Strategy
  readonly targets: readonly ModelTarget[]
  /** Calls that run at any time; one starts as another ends. @default 1 */
  readonly concurrency?: number
}

interface Running {
  readonly target: FakeTarget
  readonly measurement: Measurement | undefined
  readonly startedAt: number
  readonly endsAt: number
  readonly fails: boolean
}

const picks = 10_000

/** Runs a scenario in modelled time and gives each target's share of the picks. */
function sharesOf({ create, targets, concurrency = 1 }: Scenario, revision: number): Record<string, number> {
  const random = seededRandom(20_261_120)
  const strategy = create()
  strategy.bind?.({ random })
  const states = targets.map((target) => fakeTarget(target))
  const candidates: Candidates = candidatesOf(states, revision)
  const served = new Map<string, number>(states.map(({ id }) => [id, 0]))
  const running: Running[] = []
  let now = 0
  for (let pick = 0; pick < picks; pick += 1) {
    if (running.length >= concurrency) now = endNext(running)
    const call = callFacts({ affinityKey: `session-${pick}`, startedAt: now })
    const picked = strategy.pick(candidates, call, now)
    const place = states.findIndex((state) => state === picked)
    const [target, model] = [states[place], targets[place]]
    if (target === undefined || model === undefined) throw new Error(`${picked.id} is none of the candidates`)
    served.set(target.id, (served.get(target.id) ?? 0) + 1)
    target.set({ inFlight: target.inFlight + 1 })
    const measurement = strategy.meter?.started?.(target, call, now)
    const serviceMs = (model.serviceMs ?? 1000) * 2 ** (random() * 2 - 1)
    running.push({
      target,
      measurement,
      startedAt: now,
      endsAt: now + serviceMs,
      fails: model.fails === true,
    })
  }
  return Object.fromEntries([...served].map(([id, count]) => [id, count / picks]))
}

function endNext(running: Running[]): number {
  const next = running.reduce((first, one) => (one.endsAt < first.endsAt ? one : first))
  running.splice(running.indexOf(next), 1)
  const { target, measurement, startedAt, endsAt, fails } = next
  const durationMs = endsAt - startedAt
  target.set({ inFlight: target.inFlight - 1 })
  const outcome: Outcome = fails
    ? { type: 'failure', kind: 'rate-limit', scope: 'key', durationMs }
    : { type: 'success', durationMs, firstContentMs: durationMs }
  measurement?.finished(outcome, endsAt)
  return endsAt
}

const equal: readonly ModelTarget[] = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }))
const unequal: readonly ModelTarget[] = [
  { id: 'a', weight: 5 },
  { id: 'b', weight: 3 },
  { id: 'c', weight: 2 },
]
const byWeight = { a: 0.5, b: 0.3, c: 0.2 }
const evenly = { a: 0.2, b: 0.2, c: 0.2, d: 0.2, e: 0.2 }
const withQuota = (id: string, limit: number): ModelTarget => ({
  id,
  limits: [{ unit: 'requests', limit, remaining: limit, resetMs: 0, windowMs: 86_400_000 }],
})
const cost = { inputPerMTok: 1, outputPerMTok: 2 }

const scenarios: Record<string, Scenario & { readonly ideal: Record<string, number> }> = {
  'round-robin is even': { create: roundRobin, targets: equal, ideal: evenly },
  'round-robin does not look at weights': {
    create: roundRobin,
    targets: unequal,
    ideal: { a: 1 / 3, b: 1 / 3, c: 1 / 3 },
  },
  'weighted-round-robin goes by weight': { create: weightedRoundRobin, targets: unequal, ideal: byWeight },
  'weighted-random goes by weight': { create: weightedRandom, targets: unequal, ideal: byWeight },
  'weighted-random is even for equals': { create: weightedRandom, targets: equal, ideal: evenly },
  'least-in-flight is even for equals, one call at a time': {
    create: leastInFlight,
    targets: equal,
    ideal: evenly,
  },
  'least-in-flight is even for equals under load': {
    create: leastInFlight,
    targets: equal,
    concurrency: 37,
    ideal: evenly,
  },
  'least-in-flight goes by weight, one call at a time': {
    create: leastInFlight,
    targets: unequal,
    ideal: byWeight,
  },
  'least-in-flight goes by weight under load': {
    create: leastInFlight,
    targets: unequal,
    concurrency: 100,
    ideal: byWeight,
  },
  'least-in-flight goes by speed under load': {
    create: leastInFlight,
    targets: [
      { id: 'a', serviceMs: 500 },
      { id: 'b', serviceMs: 1500 },
    ],
    concurrency: 100,
    ideal: { a: 0.75, b: 0.25 },
  },
  'peak-ewma is even for equals, one call at a time': { create: peakEwma, targets: equal, ideal: evenly },
  'peak-ewma is even for equals under load': {
    create: peakEwma,
    targets: equal,
    concurrency: 37,
    ideal: evenly,
  },
  'peak-ewma goes by weight under load': {
    create: peakEwma,
    targets: unequal,
    concurrency: 100,
    ideal: byWeight,
  },
  'lowest-cost goes to the cheapest': {
    create: lowestCost,
    targets: [{ id: 'a', cost: { ...cost, inputPerMTok: 2 } }, { id: 'b', cost }, { id: 'c' }],
    ideal: { a: 0, b: 1, c: 0 },
  },
  'lowest-cost goes by weight among the cheapest': {
    create: lowestCost,
    targets: unequal.map((target) => ({ ...target, cost })),
    ideal: byWeight,
  },
  'most-headroom goes by quota': {
    create: mostHeadroom,
    targets: [withQuota('a', 50_000), withQuota('b', 30_000), withQuota('c', 20_000)],
    concurrency: 20_000,
    ideal: byWeight,
  },
  'most-headroom goes by weight while no quota is known': {
    create: mostHeadroom,
    targets: unequal,
    ideal: byWeight,
  },
  'affinity spreads keys by weight': { create: affinity, targets: unequal, ideal: byWeight },
  'affinity spreads keys evenly over equals': { create: affinity, targets: equal, ideal: evenly },
  'failover goes to the primary': { create: failover, targets: unequal, ideal: { a: 1, b: 0, c: 0 } },
  'failover that sticks goes to the primary': {
    create: () => failover({ sticky: true }),
    targets: unequal,
    ideal: { a: 1, b: 0, c: 0 },
  },
  'tiers spread the first tier by its strategy': {
    create: () => tiers([weightedRoundRobin()]),
    targets: [{ id: 'd', priority: 1 }, ...unequal],
    ideal: { ...byWeight, d: 0 },
  },
  'tiers let their strategies learn': {
    create: () => tiers(() => peakEwma()),
    targets: [...equal, { id: 'f', priority: 1 }],
    concurrency: 37,
    ideal: { ...evenly, f: 0 },
  },
  'custom does what its function says': {
    create: () => custom((_targets, call) => (call.affinityKey?.endsWith('0') === true ? 'a' : 'b')),
    targets: unequal,
    ideal: { a: 0.1, b: 0.9, c: 0 },
  },
}

describe.each([
  ['cached', 1],
  ['for one pick only', 0],
])('over 10 000 picks with candidates that are %s', (_name, revision) => {
  it.each(Object.entries(scenarios))('%s, within 2 %', (_title, scenario) => {
    const shares = sharesOf(scenario, revision)
    expect(Object.keys(shares).toSorted()).toEqual(Object.keys(scenario.ideal).toSorted())
    for (const [id, ideal] of Object.entries(scenario.ideal)) {
      expect(Math.abs((shares[id] ?? 0) - ideal), `share of ${id}`).toBeLessThanOrEqual(0.02)
    }
  })
})

describe('peak-ewma', () => {
  const healthy: readonly ModelTarget[] = equal.slice(0, 3)

  it.each([12, 60, 300])(
    'keeps away from a target that fails fast, with %i calls at a time',
    (concurrency) => {
      const black: ModelTarget = { id: 'black-hole', serviceMs: 50, fails: true }
      const targets = [...healthy, black]
      const shares = sharesOf({ create: peakEwma, targets, concurrency }, 1)
      expect(shares['black-hole']).toBeLessThan(0.02)
      const fooled = sharesOf({ create: leastInFlight, targets, concurrency }, 1)
      expect(fooled['black-hole']).toBeGreaterThan(0.5)
    },
  )

  it('sends a slow target less than its share, but does not starve it', () => {
    const targets = [...healthy, { id: 'slow', serviceMs: 5000 }]
    const { slow = 0 } = sharesOf({ create: peakEwma, targets, concurrency: 12 }, 1)
    expect(slow).toBeLessThan(0.1)
    expect(slow).toBeGreaterThan(0.005)
  })
})
