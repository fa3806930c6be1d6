import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { Draws, round } from './draws.ts'

const many = <Drawn>(draw: (draws: Draws) => Drawn): Drawn[] => {
  const draws = new Draws(1)
  return Array.from({ length: 2000 }, () => draw(draws))
}
const shareOf = (isWanted: readonly boolean[]): number => isWanted.filter(Boolean).length / isWanted.length

describe('draws', () => {
  it('come from a generator of the core, whose seeds are far apart for two seeds in a row', () => {
    expect(new Draws(3).between(0, 1)).toBe(seededRandom(3 * 7919 + 13)())
    const random = seededRandom(13)
    const draws = new Draws(0)
    expect([draws.between(5, 7), draws.between(5, 7)]).toEqual([5 + 2 * random(), 5 + 2 * random()])
  })

  it('are spread evenly between two numbers', () => {
    const drawn = many((draws) => draws.between(-10, 30))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-10)
    expect(Math.min(...drawn)).toBeLessThan(-9.8)
    expect(Math.max(...drawn)).toBeGreaterThan(29.8)
    expect(Math.max(...drawn)).toBeLessThan(30)
    expect(shareOf(drawn.map((value) => value < 10))).toBeCloseTo(0.5, 1)
  })

  it('are spread evenly over the powers of ten on a scale', () => {
    const drawn = many((draws) => draws.scale(2, 2000))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...drawn)).toBeLessThan(2000)
    expect(shareOf(drawn.map((value) => value < 20))).toBeCloseTo(1 / 3, 1)
    expect(shareOf(drawn.map((value) => value < 200))).toBeCloseTo(2 / 3, 1)
  })

  it('are whole numbers from the least to the most, each as often', () => {
    const drawn = many((draws) => draws.whole(3, 6))
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([3, 4, 5, 6])
    for (const value of [3, 4, 5, 6])
      expect(shareOf(drawn.map((each) => each === value))).toBeCloseTo(0.25, 1)
  })

  it('happen as often as asked', () => {
    const number = new Draws(1).between(0, 1)
    expect(new Draws(1).happens(number)).toBe(false)
    expect(shareOf(many((draws) => draws.happens(0.2)))).toBeCloseTo(0.2, 1)
    expect(shareOf(many((draws) => draws.happens(0.9)))).toBeCloseTo(0.9, 1)
    expect(many((draws) => draws.happens(0))).not.toContain(true)
    expect(many((draws) => draws.happens(1))).not.toContain(false)
  })

  it('are one of several items, each as often', () => {
    const drawn = many((draws) => draws.oneOf(['a', 'b', 'c']))
    for (const item of ['a', 'b', 'c'])
      expect(shareOf(drawn.map((each) => each === item))).toBeCloseTo(1 / 3, 1)
  })
})

it.each([
  [1.23456, 1.23],
  [0.0012345, 0.00123],
  [98_765, 98_800],
  [1.2, 1.2],
])('rounds %d to three digits, %d', (value, rounded) => {
  expect(round(value)).toBe(rounded)
})
