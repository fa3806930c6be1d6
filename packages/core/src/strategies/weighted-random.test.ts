import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { weightedRandom } from './weighted-random.ts'

fc.configureGlobal({ seed: 20_261_120 })

const weights = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 })
const number = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe.each([
  ['cached', 1],
  ['for one pick only', 0],
])('with candidates that are %s', (_name, revision) => {
  it('chooses the one in whose share the random number falls', () => {
    fc.assert(
      fc.property(weights, number, (list, random) => {
        const targets = list.map((weight, index) => fakeTarget({ id: String(index), weight }))
        const strategy = weightedRandom()
        strategy.bind?.({ random: () => random })
        const [id] = pickIds({ strategy, candidates: candidatesOf(targets, revision) })
        const point = random * list.reduce((sum, weight) => sum + weight, 0)
        let end = 0
        const expected = list.findIndex((weight) => (end += weight) > point)
        expect(id).toBe(String(expected))
      }),
    )
  })
})

it('gives the point between two shares to the second', () => {
  const strategy = weightedRandom()
  strategy.bind?.({ random: () => 0.5 })
  const candidates = candidatesOf([fakeTarget({ id: 'a' }), fakeTarget({ id: 'b' })])
  expect(pickIds({ strategy, candidates })).toEqual(['b'])
})

it('sees changed weights with the next revision', () => {
  const strategy = weightedRandom()
  strategy.bind?.({ random: () => 0.5 })
  const [a, b] = [fakeTarget({ id: 'a', weight: 9 }), fakeTarget({ id: 'b' })]
  expect(pickIds({ strategy, candidates: candidatesOf([a, b], 1) })).toEqual(['a'])
  b.weight = 99
  expect(pickIds({ strategy, candidates: candidatesOf([a, b], 2) })).toEqual(['b'])
})

it('is not confused by a view for one pick between two of the same revision', () => {
  const strategy = weightedRandom()
  strategy.bind?.({ random: () => 0.5 })
  const [a, b] = [fakeTarget({ id: 'a', weight: 9 }), fakeTarget({ id: 'b' })]
  const all = candidatesOf([a, b], 1)
  const picked = [all, candidatesOf([b]), all].flatMap((candidates) => pickIds({ strategy, candidates }))
  expect(picked).toEqual(['a', 'b', 'a'])
})
