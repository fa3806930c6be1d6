import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Candidates, Measurement, Strategy } from '../contracts/strategy.ts'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { leastInFlight } from './least-in-flight.ts'

fc.configureGlobal({ seed: 20_261_120 })

const pickFrom = (...targets: ReturnType<typeof fakeTarget>[]) =>
  pickIds({ strategy: leastInFlight(), candidates: candidatesOf(targets) })[0]

it('chooses the target with the fewest running attempts', () => {
  const [a, b, c] = [
    fakeTarget({ id: 'a', inFlight: 3 }),
    fakeTarget({ id: 'b', inFlight: 1 }),
    fakeTarget({ id: 'c', inFlight: 2 }),
  ]
  expect(pickFrom(a, b, c)).toBe('b')
  b.set({ inFlight: 4 })
  expect(pickFrom(a, b, c)).toBe('c')
})

it('counts them per weight', () => {
  const heavy = fakeTarget({ id: 'heavy', inFlight: 5, weight: 10 })
  expect(pickFrom(fakeTarget({ id: 'light', inFlight: 1 }), heavy)).toBe('heavy')
})

it('breaks ties at random, in proportion to weight', () => {
  const strategy = leastInFlight()
  strategy.bind?.({ random: seededRandom(7) })
  const candidates = candidatesOf([
    fakeTarget({ id: 'a', weight: 1 }),
    fakeTarget({ id: 'busy', inFlight: 1 }),
    fakeTarget({ id: 'b', weight: 2 }),
    fakeTarget({ id: 'c', weight: 1 }),
  ])
  const ids = pickIds({ strategy, candidates, count: 10_000 })
  const share = (id: string) => ids.filter((one) => one === id).length / ids.length
  expect(share('a')).toBeCloseTo(0.25, 1.7)
  expect(share('b')).toBeCloseTo(0.5, 1.7)
  expect(share('c')).toBeCloseTo(0.25, 1.7)
  expect(share('busy')).toBe(0)
})

describe('over many targets', () => {
  const fleetOf = (weights: readonly number[]) =>
    weights.map((weight, index) => fakeTarget({ id: `target-${index}`, weight }))

  /** A strategy and the attempts that it has been told of. */
  class Fleet {
    readonly strategy: Strategy = leastInFlight()
    readonly targets: readonly FakeTarget[]
    readonly #running: [FakeTarget, Measurement | undefined][] = []

    constructor(weights: readonly number[], random = seededRandom(7)) {
      this.targets = fleetOf(weights)
      this.strategy.bind?.({ random })
    }

    pick(candidates: Candidates): FakeTarget {
      return this.strategy.pick(candidates, callFacts(), 0) as FakeTarget
    }

    start(target: FakeTarget): void {
      target.set({ inFlight: target.inFlight + 1 })
      this.#running.push([target, this.strategy.meter?.started?.(target, callFacts(), 0)])
    }

    end(place: number): void {
      for (const [target, measurement] of this.#running.splice(place % this.#running.length, 1)) {
        target.set({ inFlight: target.inFlight - 1 })
        measurement?.finished({ type: 'success', durationMs: 0 }, 0)
      }
    }
  }

  const leastOf = (targets: readonly FakeTarget[]): number =>
    Math.min(...targets.map(({ inFlight, weight }) => inFlight / weight))

  it('always chooses one of the least busy, from each of several views, as attempts begin and end', () => {
    const weights = fc.array(fc.constantFrom(1, 2, 3, 0.5), { minLength: 80, maxLength: 120 })
    const steps = fc.array(fc.record({ view: fc.nat(4), ends: fc.nat(2), place: fc.nat() }), {
      minLength: 200,
      maxLength: 300,
    })
    fc.assert(
      fc.property(weights, steps, (list, history) => {
        const fleet = new Fleet(list)
        const views = [1, 2, 2, 1].map((divisor, part) => {
          const targets = fleet.targets.filter(
            (_, index) => index % divisor === (part === 2 ? 1 : 0) % divisor,
          )
          return part === 3 ? targets.slice(0, 40) : targets
        })
        for (const { view, ends, place } of history) {
          const targets = views[view] ?? fleet.targets
          const target = fleet.pick(candidatesOf(targets, view < 4 ? view + 1 : 0))
          expect(target.inFlight / target.weight).toBe(leastOf(targets))
          fleet.start(target)
          for (let count = 0; count < ends; count += 1) fleet.end(place)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('breaks ties exactly in proportion to weight', () => {
    const weights = Array.from({ length: 90 }, (_, index) => 1 + (index % 3))
    const fleet = new Fleet(weights)
    const candidates = candidatesOf(fleet.targets, 1)
    const counts = new Map<number, number>()
    const picks = 30_000
    for (let pick = 0; pick < picks; pick += 1) {
      const { weight, id } = fleet.pick(candidates)
      counts.set(weight, (counts.get(weight) ?? 0) + 1)
      counts.set(-Number(id.slice(7)) - 1, (counts.get(-Number(id.slice(7)) - 1) ?? 0) + 1)
    }
    for (const weight of [1, 2, 3]) expect((counts.get(weight) ?? 0) / picks).toBeCloseTo(weight / 6, 1.7)
    for (const [place, weight] of weights.entries())
      expect(Math.abs((counts.get(-place - 1) ?? 0) - (picks * weight) / 180)).toBeLessThan(
        4.5 * Math.sqrt((picks * weight) / 180),
      )
  })

  it('does not look at each of them while they stay the same', () => {
    const fleet = new Fleet(Array.from({ length: 5000 }, () => 1))
    const candidates = candidatesOf(fleet.targets, 1)
    for (let pick = 0; pick < 5; pick += 1) fleet.start(fleet.pick(candidates))
    const at = vi.spyOn(candidates, 'at')
    for (let pick = 0; pick < 100; pick += 1) fleet.start(fleet.pick(candidates))
    expect(at).not.toHaveBeenCalled()
    expect(new Set(fleet.targets.map(({ inFlight }) => inFlight))).toEqual(new Set([0, 1]))
  })

  it('does not look at each of them either when all have become busier', () => {
    const fleet = new Fleet(Array.from({ length: 40 }, () => 1))
    const candidates = candidatesOf(fleet.targets, 1)
    for (let pick = 0; pick < 5; pick += 1) fleet.start(fleet.pick(candidates))
    const at = vi.spyOn(candidates, 'at')
    for (let pick = 5; pick < 120; pick += 1) fleet.start(fleet.pick(candidates))
    expect(at).not.toHaveBeenCalled()
    expect(new Set(fleet.targets.map(({ inFlight }) => inFlight))).toEqual(new Set([3]))
  })

  it('finds out about changes that it was not told of', () => {
    const fleet = new Fleet(Array.from({ length: 40 }, () => 1))
    const candidates = candidatesOf(fleet.targets, 1)
    for (const target of fleet.targets) target.set({ inFlight: 3 })
    for (let pick = 0; pick < 5; pick += 1) fleet.pick(candidates)
    const [quiet] = fleet.targets
    quiet?.set({ inFlight: 1 })
    const picked = Array.from({ length: 80 }, () => fleet.pick(candidates))
    expect(picked.at(-1)).toBe(quiet)
  })

  it('forgets a target that has left', () => {
    const fleet = new Fleet(Array.from({ length: 40 }, () => 1))
    const candidates = candidatesOf(fleet.targets, 1)
    for (let pick = 0; pick < 5; pick += 1) fleet.pick(candidates)
    for (const target of fleet.targets.slice(1)) fleet.strategy.forget?.(target)
    expect(new Set(Array.from({ length: 20 }, () => fleet.pick(candidates)))).toEqual(
      new Set([fleet.targets[0]]),
    )
  })
})
