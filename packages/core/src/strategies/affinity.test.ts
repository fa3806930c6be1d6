import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TargetState } from '../contracts/target.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { affinity, type AffinityOptions } from './affinity.ts'
import { failover } from './failover.ts'
import { roundRobin } from './round-robin.ts'

fc.configureGlobal({ seed: 20_261_120 })

const fleet = (size: number, weight = 1): FakeTarget[] =>
  Array.from({ length: size }, (_, index) => fakeTarget({ id: `target-${index}`, weight }))

const keys = Array.from({ length: 2000 }, (_, index) => `session-${index}`)

/** The target of every key. */
const placesOf = (targets: readonly TargetState[]): Map<string, string> => {
  const strategy = affinity()
  const candidates = candidatesOf(targets, 1)
  return new Map(
    keys.map((key) => [key, strategy.pick(candidates, callFacts({ affinityKey: key }), 0).id] as const),
  )
}

/** Worked out with another implementation. */
const golden: readonly string[] = ['target-4', 'target-4', 'target-4', 'target-3', 'target-2', 'target-4']

const sizes = fc.integer({ min: 2, max: 12 })

describe('the same key', () => {
  it('goes to the same target in every process, whatever the order of the targets', () => {
    const targets = fleet(5)
    expect(placesOf(targets.toReversed())).toEqual(placesOf(targets))
    const pinned = ['session-0', 'session-1', 'session-2', 'session-3', 'session-4', 'session-5']
    expect(pinned.map((key) => placesOf(targets).get(key))).toEqual(golden)
  })

  it('goes to the same target whether or not the candidates are cached', () => {
    const strategy = affinity()
    const targets = fleet(7)
    for (const affinityKey of keys.slice(0, 200)) {
      const call = callFacts({ affinityKey })
      const cached = strategy.pick(candidatesOf(targets, 1), call, 0).id
      expect(strategy.pick(candidatesOf(targets), call, 0).id).toBe(cached)
    }
  })
})

describe('weights that differ', () => {
  it('lead to the same target whether or not the candidates are cached', () => {
    const cached = affinity()
    const strategy = affinity()
    const targets = Array.from({ length: 50 }, (_, index) =>
      fakeTarget({ id: `target-${index}`, weight: 1 + (index % 5) / 2 }),
    )
    const served = keys.slice(0, 500).map((affinityKey) => {
      const call = callFacts({ affinityKey })
      const { id } = strategy.pick(candidatesOf(targets), call, 0)
      expect(cached.pick(candidatesOf(targets, 1), call, 0).id).toBe(id)
      return id
    })
    expect(new Set(served).size).toBeGreaterThan(30)
  })
})

describe('only the keys that must move do', () => {
  it('when a target is blocked', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, number) => {
        const targets = fleet(size)
        const gone = targets[number % size]
        const before = placesOf(targets)
        const after = placesOf(targets.filter((target) => target !== gone))
        const moved = [...before].filter(([key, id]) => id !== after.get(key))
        expect(moved.every(([, id]) => id === gone?.id)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('when a target is added', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const targets = fleet(size)
        const before = placesOf(targets)
        const after = placesOf([...targets, fakeTarget({ id: 'new' })])
        const moved = [...after].filter(([key, id]) => id !== before.get(key))
        expect(moved.every(([, id]) => id === 'new')).toBe(true)
        expect(moved.length / keys.length).toBeCloseTo(1 / (size + 1), 1)
      }),
      { numRuns: 30 },
    )
  })

  it('when a weight grows', () => {
    fc.assert(
      fc.property(sizes, fc.double({ min: 1.1, max: 20, noNaN: true }), (size, weight) => {
        const others = fleet(size).slice(1)
        const before = placesOf(fleet(size))
        const after = placesOf([fakeTarget({ id: 'target-0', weight }), ...others])
        const moved = [...after].filter(([key, id]) => id !== before.get(key))
        expect(moved.every(([, id]) => id === 'target-0')).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})

it('gives every target its share of keys by weight', () => {
  const weights = [1, 2, 5]
  const targets = weights.map((weight, index) => fakeTarget({ id: `target-${index}`, weight }))
  const ids = [...placesOf(targets).values()]
  for (const { id, weight } of targets) {
    expect(ids.filter((one) => one === id).length / ids.length).toBeCloseTo(weight / 8, 1.3)
  }
})

describe('the key', () => {
  const [a, b] = [fakeTarget({ id: 'a', inFlight: 5 }), fakeTarget({ id: 'b' })]

  it('may be made from the call', () => {
    const strategy = affinity((call) => call.affinityKey?.split('/')[0])
    const targets = candidatesOf(fleet(8), 1)
    const idOf = (affinityKey: string) => strategy.pick(targets, callFacts({ affinityKey }), 0).id
    expect(new Set(keys.map((key) => idOf(`tenant/${key}`))).size).toBe(1)
    expect(new Set(keys.map((key) => idOf(`${key}/x`))).size).toBe(8)
  })

  it.each([undefined, ''])('when it is %j lets the fallback choose', (affinityKey) => {
    const call = callFacts({ affinityKey })
    const picks = (options?: AffinityOptions) => {
      const strategy = affinity(options)
      return Array.from({ length: 4 }, () => strategy.pick(candidatesOf([a, b]), call, 0).id).join(' ')
    }
    expect(picks()).toBe('b b b b')
    expect(picks({ fallback: roundRobin() })).toBe('a b a b')
  })
})

describe('the fallback', () => {
  it('is bound, learns and forgets with the strategy', () => {
    const fallback = failover({ sticky: true })
    const strategy = affinity({ fallback })
    const targets = fleet(2)
    const [, second] = targets
    if (second === undefined) throw new Error('no second target')
    strategy.bind?.({ random: () => 0 })
    expect(() => fallback.bind?.({ random: () => 0 })).toThrow(TypeError)
    strategy.meter?.started?.(second, callFacts(), 0)?.finished({ type: 'success', durationMs: 0 }, 0)
    expect(strategy.pick(candidatesOf(targets), callFacts(), 0).id).toBe('target-1')
    strategy.forget?.(second)
    expect(strategy.pick(candidatesOf(targets), callFacts(), 0).id).toBe('target-0')
  })

  it('without a meter leaves none to report to', () => {
    expect(affinity({ fallback: roundRobin() }).meter).toBeUndefined()
  })
})

it.each<[string, unknown, string]>([
  ['a key that is no function', { key: 'session' }, '"key" must be a function, got a string'],
  ['a fallback that is no strategy', { fallback: {} }, '"fallback.pick" must be a function, got undefined'],
  ['unknown options', { keys: 1 }, 'affinity: unknown option "keys", did you mean "key"?'],
])('refuses %s', (_name, options, message) => {
  expect(() => affinity(options as AffinityOptions)).toThrow(TypeError)
  expect(() => affinity(options as AffinityOptions)).toThrow(message)
})
