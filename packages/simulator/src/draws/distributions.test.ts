import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { drawGap, drawNormal } from './distributions.ts'

const many = 50_000

function momentsOf(draw: () => number): { mean: number; deviation: number; least: number } {
  const values = Array.from({ length: many }, draw)
  const mean = values.reduce((sum, value) => sum + value, 0) / many
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / many
  return { mean, deviation: Math.sqrt(variance), least: Math.min(...values.slice(0, 10_000)) }
}

it.each([0.5, 1, 1.5, 2, 4])('draws gaps with mean 1 and the coefficient of variation %d', (variation) => {
  const random = seededRandom(7)
  const { mean, deviation, least } = momentsOf(() => drawGap(variation, random))
  expect(mean).toBeGreaterThan(0.93)
  expect(mean).toBeLessThan(1.07)
  expect(deviation / variation).toBeGreaterThan(0.93)
  expect(deviation / variation).toBeLessThan(1.07)
  expect(least).toBeGreaterThanOrEqual(0)
})

it('draws normal numbers with mean 0 and variance 1', () => {
  const random = seededRandom(7)
  const { mean, deviation } = momentsOf(() => drawNormal(random))
  expect(mean).toBeCloseTo(0, 1)
  expect(deviation).toBeCloseTo(1, 1)
})

it('takes a random number of 0 for one above it', () => {
  expect(drawGap(1, () => 0)).toBeCloseTo(0)
  expect(Number.isFinite(drawNormal(() => 0))).toBe(true)
})

/** Gives these numbers in turn, and fails after the last. */
function scripted(...numbers: readonly number[]): { random: () => number; left: () => number } {
  const left = [...numbers]
  const random = (): number => left.shift() ?? expect.unreachable('more numbers were drawn')
  return { random, left: () => left.length }
}

it('draws an exponential gap from one number, and a normal number from two', () => {
  const { random, left } = scripted(0.75, 0.5, 0, 0.5, 0.5, 0.5, 0.25)
  expect(drawGap(1, random)).toBeCloseTo(Math.log(4), 12)
  expect(drawNormal(random)).toBeCloseTo(Math.sqrt(2 * Math.log(2)), 12)
  expect(drawNormal(random)).toBeCloseTo(-Math.sqrt(2 * Math.log(2)), 12)
  expect(drawNormal(random)).toBeCloseTo(0, 12)
  expect(left()).toBe(0)
})

describe('a gap of another variation', () => {
  const shape = 1 / 0.9 ** 2
  const d = shape - 1 / 3
  const middle = [0.5, 0.25]

  it('is taken when its density allows it', () => {
    const { random, left } = scripted(...middle, 0.5)
    expect(drawGap(0.9, random)).toBeCloseTo(d / shape, 12)
    expect(left()).toBe(0)
  })

  it('is drawn anew when its density is not above what was drawn', () => {
    // The middle has the highest density, which the highest number drawn is equal to.
    const { random, left } = scripted(...middle, 0, ...middle, 0.5)
    expect(drawGap(0.9, random)).toBeCloseTo(d / shape, 12)
    expect(left()).toBe(0)
    // A normal number of 1.18 has a density a little below.
    const high = [0.5, 0]
    expect(drawGap(0.9, scripted(...high, 0, ...middle, 0.5).random)).toBeCloseTo(d / shape, 12)
    expect(drawGap(0.9, scripted(...high, 0.02).random)).toBeCloseTo(2.061, 3)
  })

  it('is drawn anew before anything else is drawn when it would be below 0', () => {
    const { random, left } = scripted(0.999, 0.5, ...middle, 0.5)
    expect(drawGap(0.9, random)).toBeCloseTo(d / shape, 12)
    expect(left()).toBe(0)
  })

  it('is one of a higher shape made smaller where it varies by more than 1', () => {
    const shapeOfTwo = 1 / 2 ** 2
    const { random, left } = scripted(...middle, 0.5, 0.75)
    const larger = shapeOfTwo + 1 - 1 / 3
    expect(drawGap(2, random)).toBeCloseTo((larger * 0.25 ** 4) / shapeOfTwo, 12)
    expect(left()).toBe(0)
  })
})

it.each([
  [0.5, [0.98632331, 0.360543917, 0.95102044]],
  [1, [0.011773793, 0.0639608294, 3.76825314]],
  [2, [0.0347719768, 0.335499164, 1.56608913]],
])(
  'gives gaps of the variation %d that published figures rest on: the same for a seed',
  (variation, gaps) => {
    const random = seededRandom(7)
    expect(gaps.map(() => Number(drawGap(variation, random).toPrecision(9)))).toEqual(gaps)
  },
)
