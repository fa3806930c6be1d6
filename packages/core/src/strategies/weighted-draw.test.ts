import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { seededRandom } from '../time/random.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { createWeightedDraw } from './weighted-draw.ts'

fc.configureGlobal({ seed: 20_261_120 })

const candidatesWith = (weights: readonly number[], revision = 1, maxWeight?: number) =>
  candidatesOf(
    weights.map((weight, index) => fakeTarget({ id: String(index), weight })),
    revision,
    maxWeight,
  )

const drawn = 20_000

/** The share of each place among many draws. */
const sharesOf = (draw: () => number, places: number): number[] => {
  const counts = Array.from({ length: places }, () => 0)
  for (let count = 0; count < drawn; count += 1) {
    const place = draw()
    counts[place] = (counts[place] ?? 0) + 1
  }
  return counts.map((count) => count / drawn)
}

describe('one', () => {
  const weightLists: [string, number[]][] = [
    ['equal weights', [1, 1, 1, 1]],
    ['mixed weights', [5, 3, 2]],
    ['one heavy and many light', [1000, ...Array.from({ length: 99 }, () => 1)]],
    ['one heavy at the end', [...Array.from({ length: 60 }, () => 0.5), 600]],
  ]

  describe.each(weightLists)('of %s', (_name, weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)

    it.each([
      ['kept by revision', 1, undefined],
      ['shown once', 0, undefined],
      ['with a bound that is too large', 1, 5000],
      ['with no bound', 1, Infinity],
      ['shown once, with no bound', 0, Infinity],
    ])('is drawn exactly by weight, from candidates %s', (_title, revision, maxWeight) => {
      const draw = createWeightedDraw(seededRandom(1))
      const candidates = candidatesWith(weights, revision, maxWeight)
      const shares = sharesOf(() => draw.one(candidates), weights.length)
      for (const [place, weight] of weights.entries()) {
        const expected = weight / total
        // Four standard deviations.
        const tolerance = 4 * Math.sqrt((expected * (1 - expected)) / drawn) + 1 / drawn
        expect(Math.abs((shares[place] ?? 0) - expected), `place ${place}`).toBeLessThanOrEqual(tolerance)
      }
    })
  })

  it('looks at few candidates while a weight near the largest is common', () => {
    const draw = createWeightedDraw(seededRandom(1))
    const weights = Array.from({ length: 10_000 }, (_, place) => 1 + (place % 2))
    const candidates = candidatesWith(weights, 0)
    const at = vi.spyOn(candidates, 'at')
    for (let count = 0; count < 100; count += 1) draw.one(candidates)
    expect(at.mock.calls.length).toBeLessThan(300)
  })
})

describe('the other one', () => {
  it('is always another one', () => {
    const weights = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 20 })
    const revisions = fc.constantFrom(0, 1)
    const bounds = fc.constantFrom(undefined, Infinity)
    fc.assert(
      fc.property(
        weights,
        fc.integer(),
        fc.nat(),
        revisions,
        bounds,
        (list, seed, place, revision, bound) => {
          const taken = place % list.length
          const other = createWeightedDraw(seededRandom(seed)).other(
            candidatesWith(list, revision, bound),
            taken,
          )
          expect(other).not.toBe(taken)
          expect(other).toBeGreaterThanOrEqual(0)
          expect(other).toBeLessThan(list.length)
        },
      ),
    )
  })

  it.each([0, 1])('is another one also where rounding leads back, at revision %i', (revision) => {
    const draw = createWeightedDraw(() => 1 - 2 ** -53)
    expect(draw.other(candidatesWith([2.8000000000000003, 9.799999999999999], revision, Infinity), 1)).toBe(0)
  })

  it.each([0, 1, 2])('is drawn by the weights of the rest when %i is taken', (taken) => {
    const weights = [1, 2, 5]
    const draw = createWeightedDraw(seededRandom(1))
    const candidates = candidatesWith(weights)
    const counts = [0, 0, 0]
    for (let drawn = 0; drawn < 10_000; drawn += 1) {
      const other = draw.other(candidates, taken)
      counts[other] = (counts[other] ?? 0) + 1
    }
    const rest = 8 - (weights[taken] ?? 0)
    for (const [index, weight] of weights.entries()) {
      expect((counts[index] ?? 0) / 10_000).toBeCloseTo(index === taken ? 0 : weight / rest, 1.5)
    }
  })
})
