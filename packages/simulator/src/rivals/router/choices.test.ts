import { seededRandom } from '@llm-balancer/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anyOf, betterOfTwo, leastOf, places, untried, weightedOf } from './choices.ts'

const draws = 20_000
const sharesOf = (draw: () => number | undefined): number[] => {
  const counts: number[] = []
  for (let time = 0; time < draws; time += 1) {
    const place = draw() ?? -1
    counts[place] = (counts[place] ?? 0) + 1 / draws
  }
  return counts
}

it('draws all places equally often', () => {
  const random = seededRandom(1)
  for (const share of sharesOf(() => anyOf(places(4), random))) expect(share).toBeCloseTo(0.25, 1)
})

it('draws in proportion to weights, and any place where there are none', () => {
  const random = seededRandom(1)
  const [none = 0, one = 0, three = 0] = sharesOf(() =>
    weightedOf([0, 1, 2], (place) => place * place, random),
  )
  expect(none).toBe(0)
  expect(one).toBeCloseTo(0.2, 1)
  expect(three).toBeCloseTo(0.8, 1)
  expect(sharesOf(() => weightedOf([0, 1], () => 0, random))[0]).toBeCloseTo(0.5, 1)
})

it('takes the least, and of equal ones each as often', () => {
  const random = seededRandom(1)
  const shares = sharesOf(() => leastOf([0, 1, 2, 3], (place) => (place < 3 ? 1 : 2), random))
  expect(shares).toHaveLength(3)
  for (const share of shares) expect(share).toBeCloseTo(1 / 3, 1)
  expect(leastOf([], () => 0, random)).toBeUndefined()
})

it('never takes the worst of all by two choices, and the best in 2 of n', () => {
  const random = seededRandom(1)
  const shares = sharesOf(() => betterOfTwo(places(5), (place) => place, random))
  expect(shares[0]).toBeCloseTo(0.4, 1)
  expect(shares[4]).toBeUndefined()
  expect(betterOfTwo([7], () => 0, random)).toBe(7)
})

it('leaves out what has been tried as long as something is left', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(9), { maxLength: 10 }), (tried) => {
      const left = untried(places(10), tried)
      if (tried.length === 10) expect(left).toEqual(places(10))
      else expect(left).toEqual(places(10).filter((place) => !tried.includes(place)))
    }),
  )
})

it('draws the item whose part of the weights the draw falls into', () => {
  const weights = [1, 0, 2, 1]
  for (const [draw, place] of [
    [0, 0],
    [0.24, 0],
    [0.25, 2],
    [0.74, 2],
    [0.75, 3],
    [0.99, 3],
    // A draw that is 1 by rounding.
    [1, 3],
  ] as const)
    expect(
      weightedOf(
        places(4),
        (each) => weights[each] ?? 0,
        () => draw,
      ),
      String(draw),
    ).toBe(place)
  expect(
    weightedOf(
      [],
      () => 1,
      () => 0.5,
    ),
  ).toBeUndefined()
})

it('passes over values that are no numbers', () => {
  const least = (values: readonly number[]): number | undefined =>
    leastOf(
      places(values.length),
      (place) => values[place] ?? 0,
      () => 0.9,
    )
  expect(least([NaN, 2, 1, NaN])).toBe(2)
  expect(least([1, NaN, 2])).toBe(0)
  expect(least([NaN])).toBeUndefined()
  expect(least([Infinity])).toBe(0)
})

it('takes the first drawn of two that are equal', () => {
  const draws = [0.5, 0]
  expect(
    betterOfTwo(
      [4, 5, 6],
      () => 0,
      () => draws.shift() ?? 0,
    ),
  ).toBe(5)
  expect(
    betterOfTwo(
      [],
      () => 0,
      () => 0,
    ),
  ).toBeUndefined()
})

it('draws with one of two equal ones as often as with the other', () => {
  const least = (draw: number): number | undefined =>
    leastOf(
      [0, 1],
      () => 0,
      () => draw,
    )
  expect(least(0.49)).toBe(1)
  expect(least(0.5)).toBe(0)
})

it('draws nothing where there is no choice', () => {
  const random = (): number => expect.fail('must not draw')
  expect(betterOfTwo([7], () => 0, random)).toBe(7)
  expect(leastOf([7, 8], (item) => item, random)).toBe(7)
})
