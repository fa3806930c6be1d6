import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../time/random.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { createWeightedDraw } from './weighted-draw.ts'

fc.configureGlobal({ seed: 20_261_120 })

const candidatesWith = (weights: readonly number[]) =>
  candidatesOf(
    weights.map((weight, index) => fakeTarget({ id: String(index), weight })),
    1,
  )

describe('the other one', () => {
  it('is always another one', () => {
    const weights = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(weights, fc.integer(), fc.nat(), (list, seed, place) => {
        const taken = place % list.length
        const other = createWeightedDraw(seededRandom(seed)).other(candidatesWith(list), taken)
        expect(other).not.toBe(taken)
        expect(other).toBeGreaterThanOrEqual(0)
        expect(other).toBeLessThan(list.length)
      }),
    )
  })

  it('is another one also where rounding leads back', () => {
    const draw = createWeightedDraw(() => 1 - 2 ** -53)
    expect(draw.other(candidatesWith([2.8000000000000003, 9.799999999999999]), 1)).toBe(0)
  })

  it.each([0, 1, 2])('is drawn by the weights of the rest when %i is taken', (taken) => {
    const weights = [1, 2, 5]
    const draw = createWeightedDraw(seededRandom(1))
    const counts = [0, 0, 0]
    for (let drawn = 0; drawn < 10_000; drawn += 1) {
      const other = draw.other(candidatesWith(weights), taken)
      counts[other] = (counts[other] ?? 0) + 1
    }
    const rest = 8 - (weights[taken] ?? 0)
    for (const [index, weight] of weights.entries()) {
      expect((counts[index] ?? 0) / 10_000).toBeCloseTo(index === taken ? 0 : weight / rest, 1.5)
    }
  })
})
