import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'

fc.configureGlobal({ seed: 20_261_120 })

const targetsOf = (weights: Record<string, number>) =>
  Object.entries(weights).map(([id, weight]) => fakeTarget({ id, weight }))

const count = (ids: readonly string[], id: string): number => ids.filter((one) => one === id).length

const longestRun = (ids: readonly string[], id: string): number => {
  const ends = ids.flatMap((one, index) => (one === id ? [] : [index]))
  return Math.max(...[...ends, ids.length].map((end, index) => end - (ends[index - 1] ?? -1) - 1))
}

describe.each([
  ['cached', 1],
  ['for one pick only', 0],
])('with candidates that are %s', (_name, revision) => {
  it('spreads 5:1:1 as nginx does', () => {
    const candidates = candidatesOf(targetsOf({ a: 5, b: 1, c: 1 }), revision)
    const ids = pickIds({ strategy: weightedRoundRobin(), candidates, count: 14 })
    expect(ids.join(' ')).toBe('a a b a c a a a a b a c a a')
  })

  it('takes plain turns when all weights are equal', () => {
    const candidates = candidatesOf(targetsOf({ a: 0.3, b: 0.3, c: 0.3 }), revision)
    expect(pickIds({ strategy: weightedRoundRobin(), candidates, count: 6 }).join(' ')).toBe('a b c a b c')
  })

  // With five targets and more the greedy choice may be off by a little more than one turn.
  it('gives up to four targets exactly their weights per round, never off by more than one turn meanwhile', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }), (weights) => {
        const targets = weights.map((weight, index) => fakeTarget({ id: `t${index}`, weight }))
        const total = weights.reduce((sum, weight) => sum + weight)
        const ids = pickIds({
          strategy: weightedRoundRobin(),
          candidates: candidatesOf(targets, revision),
          count: total,
        })
        for (const { id, weight } of targets) {
          expect(count(ids, id)).toBe(weight)
          for (let picks = 1; picks <= total; picks += 1) {
            const ideal = (picks * weight) / total
            expect(Math.abs(count(ids.slice(0, picks), id) - ideal)).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })
})

it('gives many targets exactly their weights per round, and never bursts', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 30 }), (weights) => {
      const targets = weights.map((weight, index) => fakeTarget({ id: `t${index}`, weight }))
      const total = weights.reduce((sum, weight) => sum + weight)
      const candidates = candidatesOf(targets, 1)
      const ids = pickIds({ strategy: weightedRoundRobin(), candidates, count: total })
      expect(targets.map(({ id }) => count(ids, id))).toEqual(weights)
      for (const { id, weight } of targets) {
        expect(longestRun(ids, id)).toBeLessThanOrEqual(Math.ceil(weight / (total - weight)) + 1)
      }
    }),
  )
})

it('lets a target that was blocked return without a burst and without a penalty', () => {
  const strategy = weightedRoundRobin()
  const all = targetsOf({ a: 1, b: 1, c: 1 })
  const others = all.filter(({ id }) => id !== 'a')
  pickIds({ strategy, candidates: candidatesOf(all, 1), count: 4 })
  pickIds({ strategy, candidates: candidatesOf(others, 2), count: 1001 })
  const back = pickIds({ strategy, candidates: candidatesOf(all, 3), count: 9 })
  expect(Math.abs(count(back, 'a') - 3)).toBeLessThanOrEqual(1)
  expect(back.join(' ')).not.toContain('a a')
  const later = pickIds({ strategy, candidates: candidatesOf(all, 3), count: 9 })
  expect(count(later, 'a')).toBe(3)
})

it('keeps shares right through retries that leave the failed target out', () => {
  const strategy = weightedRoundRobin()
  const all = targetsOf({ a: 2, b: 1, c: 1 })
  const others = all.filter(({ id }) => id !== 'a')
  const firsts: string[] = []
  const retries: string[] = []
  for (let run = 0; run < 4000; run += 1) {
    const first = strategy.pick(candidatesOf(all, 1), callFacts(), 0).id
    firsts.push(first)
    if (first === 'a') retries.push(strategy.pick(candidatesOf(others), callFacts(), 0).id)
  }
  expect(count(firsts, 'a') / firsts.length).toBeCloseTo(0.5, 2)
  expect(count(retries, 'b') / retries.length).toBeCloseTo(0.5, 2)
})

it('starts anew when a weight changes, so that no old claim is paid out', () => {
  const strategy = weightedRoundRobin()
  const [a, b] = [fakeTarget({ id: 'a', weight: 1000 }), fakeTarget({ id: 'b' })]
  pickIds({ strategy, candidates: candidatesOf([a, b], 1), count: 500 })
  a.set({ weight: 1 })
  const ids = pickIds({ strategy, candidates: candidatesOf([a, b], 2), count: 6 })
  expect(ids.join(' ')).toBe('a b a b a b')
})

it('starts anew when a target leaves', () => {
  const strategy = weightedRoundRobin()
  const [heavy, a, b] = [
    fakeTarget({ id: 'heavy', weight: 1000 }),
    fakeTarget({ id: 'a' }),
    fakeTarget({ id: 'b' }),
  ]
  pickIds({ strategy, candidates: candidatesOf([heavy, b], 1), count: 300 })
  strategy.forget?.(heavy)
  expect(pickIds({ strategy, candidates: candidatesOf([a, b], 2), count: 4 }).join(' ')).toBe('a b a b')
})
