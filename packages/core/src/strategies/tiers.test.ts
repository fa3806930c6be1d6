import { describe, expect, it, vi } from 'vitest'
import type { Candidates, LoadMeter, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { failover } from './failover.ts'
import { leastInFlight } from './least-in-flight.ts'
import { roundRobin } from './round-robin.ts'
import { tiers, type TierStrategies } from './tiers.ts'
import { weightedRandom } from './weighted-random.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

const [a, b, c, d] = [
  fakeTarget({ id: 'a' }),
  fakeTarget({ id: 'x', priority: 1 }),
  fakeTarget({ id: 'b' }),
  fakeTarget({ id: 'y', priority: 1 }),
]

const picked = (strategy: Strategy, targets: readonly TargetState[], revision = 0): string =>
  pickIds({ strategy, candidates: candidatesOf(targets, revision), count: 4 }).join(' ')

/** A strategy that takes the last candidate and writes down what it sees and hears. */
const spy = (name: string, heard: string[] = []) => {
  const meter: LoadMeter = {
    load: () => 7,
    started(target) {
      heard.push(`${name}: started ${target.id}`)
      return {
        firstContent: () => void heard.push(`${name}: first content ${target.id}`),
        finished: () => void heard.push(`${name}: finished ${target.id}`),
      }
    },
  }
  const views: { ids: string[]; revision: number }[] = []
  const strategy: Strategy = {
    name,
    meter,
    pick(candidates: Candidates) {
      views.push({ ids: [...candidates].map(({ id }) => id), revision: candidates.revision })
      return candidates.at(candidates.length - 1)
    },
    forget: (target) => void heard.push(`${name}: forgot ${target.id}`),
  }
  return { strategy, views }
}

describe.each([
  ['cached', [1, 2, 3]],
  ['for one pick only', [0, 0, 0]],
])('with candidates that are %s', (_name, revisions) => {
  it('serves the lowest priority that has a candidate, by that tier’s strategy', () => {
    const strategy = tiers([roundRobin(), failover()])
    expect(picked(strategy, [a, b, c, d], revisions[0])).toBe('a b a b')
    expect(picked(strategy, [b, d], revisions[1])).toBe('x x x x')
    expect(picked(strategy, [b, c, d], revisions[2])).toBe('b b b b')
  })

  it('lets strategies keep what they derive, apart for each tier', () => {
    const strategy = tiers(() => weightedRandom())
    strategy.bind?.({ random: () => 0.9 })
    expect(picked(strategy, [a, b, c, d], revisions[0])).toBe('b b b b')
    expect(picked(strategy, [a, b, d], revisions[1])).toBe('a a a a')
    expect(picked(strategy, [b, d], revisions[2])).toBe('y y y y')
  })
})

it('shows a tier its own candidates only, with a revision to rely on', () => {
  const { strategy, views } = spy('spy')
  const outer = tiers([strategy])
  picked(outer, [a, b, c], 5)
  picked(outer, [a, b], 0)
  picked(outer, [a, b, c], 5)
  expect(views[0]).toEqual({ ids: ['a', 'b'], revision: 5 })
  expect(views[4]).toEqual({ ids: ['a'], revision: 0 })
  expect(views[8]).toEqual({ ids: ['a', 'b'], revision: 5 })
})

it('keeps the candidates of several revisions, with the largest weight of each', () => {
  const seen: [number, number, number][] = []
  const spread: Strategy = {
    name: 'spread',
    pick(candidates) {
      seen.push([candidates.length, candidates.maxWeight, candidates.revision])
      return candidates.at(0)
    },
  }
  const heavy = fakeTarget({ id: 'heavy', weight: 9 })
  const heavier = fakeTarget({ id: 'heavier', weight: 99, priority: 1 })
  const strategy = tiers([spread])
  const views = [
    candidatesOf([a, heavy, heavier], 1),
    candidatesOf([a, c, heavier], 2),
    candidatesOf([heavy, heavier], 3),
  ]
  const look = views.map((view) => vi.spyOn(view, 'at'))
  for (let turn = 0; turn < 9; turn += 1)
    pickIds({ strategy, candidates: views[turn % 3] ?? candidatesOf([a]) })
  expect(seen.slice(6)).toEqual([
    [2, 9, 1],
    [2, 1, 2],
    [1, 9, 3],
  ])
  const counts = look.map(({ mock }) => mock.calls.length)
  for (const candidates of views) pickIds({ strategy, candidates, count: 10 })
  expect(look.map(({ mock }) => mock.calls.length)).toEqual(counts)
})

it('has no candidate beyond the tier', () => {
  const reach: Strategy = { name: 'reach', pick: (candidates) => candidates.at(candidates.length) }
  expect(() => picked(tiers([reach]), [a, b])).toThrow(new RangeError('there is no candidate 1 of 1'))
})

it('asks a function once for each priority', () => {
  const asked: number[] = []
  const strategy = tiers((priority) => {
    asked.push(priority)
    return roundRobin()
  })
  picked(strategy, [a, b, c, d])
  picked(strategy, [b, d])
  picked(strategy, [a, b])
  expect(asked).toEqual([0, 1])
})

it('takes a record by priority, also for numbers that no array has', () => {
  const low = fakeTarget({ id: 'low', priority: -1.5 })
  const strategy = tiers({ [-1.5]: failover(), 0: failover() })
  expect(picked(strategy, [a, c, low])).toBe('low low low low')
})

it('gives a priority that is left out weighted turns', () => {
  const targets = [fakeTarget({ id: 'x', priority: 9, weight: 3 }), fakeTarget({ id: 'y', priority: 9 })]
  expect(picked(tiers([failover()]), targets)).toBe('x x y x')
})

describe('the meter', () => {
  it('lets each strategy hear of its own tier only', () => {
    const heard: string[] = []
    const { meter } = tiers([spy('first', heard).strategy, spy('second', heard).strategy])
    meter?.started?.(a, callFacts(), 0)?.firstContent?.(0)
    meter?.started?.(b, callFacts(), 0)?.finished({ type: 'success', durationMs: 0 }, 0)
    expect(heard).toEqual([
      'first: started a',
      'first: first content a',
      'second: started x',
      'second: finished x',
    ])
  })

  it('gives the load that the tier measures, and 0 where it measures none', () => {
    const { meter } = tiers([spy('first').strategy, roundRobin()])
    expect(meter?.load(a, 0)).toBe(7)
    expect(meter?.load(b, 0)).toBe(0)
  })

  it('reports nothing to a tier that measures nothing', () => {
    const { meter } = tiers([roundRobin()])
    expect(meter?.started?.(a, callFacts(), 0)).toBeUndefined()
  })

  it('lets a tier learn', () => {
    const strategy = tiers([failover({ sticky: true })])
    strategy.meter?.started?.(c, callFacts(), 0)?.finished({ type: 'success', durationMs: 0 }, 0)
    expect(picked(strategy, [a, c])).toBe('b b b b')
  })
})

it('forgets in every tier', () => {
  const heard: string[] = []
  const strategy = tiers([spy('first', heard).strategy, spy('second', heard).strategy])
  strategy.forget?.(a)
  expect(heard).toEqual(['first: forgot a', 'second: forgot a'])
})

it('binds the strategies it has, and those it makes later', () => {
  const given = leastInFlight()
  const made = leastInFlight()
  const list = tiers([given])
  const factory = tiers(() => made)
  for (const strategy of [list, factory]) strategy.bind?.({ random: () => 0 })
  picked(factory, [a])
  expect(() => given.bind?.({ random: () => 0 })).toThrow(TypeError)
  expect(() => made.bind?.({ random: () => 0 })).toThrow(TypeError)
})

it('refuses an instance that serves another tier', () => {
  const shared = weightedRoundRobin()
  expect(() => tiers([shared, shared])).toThrow(
    new TypeError('tiers[1]: this strategy serves another tier already, make one for each tier'),
  )
  const strategy = tiers(() => shared)
  picked(strategy, [a])
  expect(() => picked(strategy, [b])).toThrow(TypeError)
})

it.each<[string, unknown, string]>([
  ['nothing', undefined, 'tiers: the strategies must be a function or a list, got undefined'],
  ['a name', 'round-robin', 'tiers: the strategies must be a function or a list, got a string'],
  ['one strategy', roundRobin(), 'tiers: a priority must be a finite number, got "name"'],
  ['a name in a list', ['round-robin'], '"tiers[0].pick" must be a function, got undefined'],
  ['a hole', { 0: null }, '"tiers[0].pick" must be a function, got undefined'],
])('refuses %s', (_name, strategies, message) => {
  expect(() => tiers(strategies as TierStrategies)).toThrow(new TypeError(message))
})
