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
