import fc from 'fast-check'
import { expect, it } from 'vitest'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { weightedRandom } from './weighted-random.ts'

fc.configureGlobal({ seed: 20_261_120 })

const targetsOf = (weights: readonly number[]) =>
  weights.map((weight, index) => fakeTarget({ id: String(index), weight }))

it('needs one random number where all weights are equal, and goes by the place it falls on', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (count, random) => {
        let asked = 0
        const strategy = weightedRandom()
        strategy.bind?.({ random: () => ((asked += 1), random) })
        const targets = targetsOf(Array.from({ length: count }, () => 0.3))
        expect(pickIds({ strategy, candidates: candidatesOf(targets) })).toEqual([
          String(Math.floor(random * count)),
        ])
        expect(asked).toBe(1)
      },
    ),
  )
})

it('sees changed weights with the next revision', () => {
  const strategy = weightedRandom()
  strategy.bind?.({ random: () => 0.25 })
  const [a, b] = [fakeTarget({ id: 'a', weight: 9 }), fakeTarget({ id: 'b' })]
  expect(pickIds({ strategy, candidates: candidatesOf([a, b], 1) })).toEqual(['a'])
  b.set({ weight: 99 })
  expect(pickIds({ strategy, candidates: candidatesOf([a, b], 2) })).toEqual(['b'])
})

it('is not confused by a view for one pick between two of the same revision', () => {
  const strategy = weightedRandom()
  strategy.bind?.({ random: () => 0.25 })
  const [a, b] = [fakeTarget({ id: 'a', weight: 9 }), fakeTarget({ id: 'b' })]
  const all = candidatesOf([a, b], 1)
  const picked = [all, candidatesOf([b]), all].flatMap((candidates) => pickIds({ strategy, candidates }))
  expect(picked).toEqual(['a', 'b', 'a'])
})
