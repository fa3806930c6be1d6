import fc from 'fast-check'
import { expect, it } from 'vitest'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { roundRobin } from './round-robin.ts'

fc.configureGlobal({ seed: 20_261_120 })

const [a, b, c, d] = [
  fakeTarget({ id: 'a' }),
  fakeTarget({ id: 'b', weight: 9 }),
  fakeTarget({ id: 'c' }),
  fakeTarget({ id: 'd' }),
]

/** One pick per list of candidates, each a view for this pick only. */
const pickFrom = (lists: (typeof a)[][], strategy = roundRobin()): string =>
  lists.map((targets) => strategy.pick(candidatesOf(targets), callFacts(), 0).id).join(' ')

it('takes turns in order, beginning with the first, whatever the weights', () => {
  const candidates = candidatesOf([a, b, c], 1)
  expect(pickIds({ strategy: roundRobin(), candidates, count: 7 }).join(' ')).toBe('a b c a b c a')
})

it('continues after the last one when targets come and go', () => {
  expect(
    pickFrom([
      [a, b, c],
      [a, b, c],
      [b, c],
      [a, b, c],
      [a, b, c, d],
      [b, c, d],
    ]),
  ).toBe('a b c a b c')
})

it('serves an added target in its place', () => {
  expect(
    pickFrom([
      [a, b],
      [a, b],
      [a, b, c],
      [a, b, c],
    ]),
  ).toBe('a b c a')
})

it('gives a failed target’s retry to the next one and continues from there', () => {
  expect(
    pickFrom([
      [a, b, c, d],
      [b, c, d],
      [a, b, c, d],
      [a, b, d],
      [a, b, c, d],
    ]),
  ).toBe('a b c d a')
})

it('continues where it was when the last one is blocked', () => {
  expect(
    pickFrom([
      [a, b, c, d],
      [a, b, c, d],
      [a, c, d],
      [a, c, d],
    ]),
  ).toBe('a b c d')
})

it('skips no target when several leave at once', () => {
  expect(
    pickFrom([
      [a, b, c, d],
      [a, b, c, d],
      [c, d],
      [c, d],
    ]),
  ).toBe('a b c d')
})

it('wraps around when the last one of the list was served and is gone', () => {
  expect(pickFrom([[a, b], [a, b], [a], [a, b]])).toBe('a b a b')
})

it('continues when the last target and its successor have both been removed', () => {
  const strategy = roundRobin()
  pickFrom([[a, b, c, d]], strategy)
  for (const target of [a, b]) strategy.forget?.(target)
  expect(
    pickFrom(
      [
        [c, d],
        [c, d],
        [c, d],
      ],
      strategy,
    ),
  ).toBe('c d c')
})

it('serves every target once per round after any history', () => {
  const subset = fc.subarray([a, b, c, d], { minLength: 1 })
  fc.assert(
    fc.property(fc.array(subset), subset, (history, targets) => {
      const strategy = roundRobin()
      pickFrom(history, strategy)
      const ids = pickIds({ strategy, candidates: candidatesOf(targets), count: targets.length })
      expect(ids.toSorted()).toEqual(targets.map(({ id }) => id))
    }),
  )
})
