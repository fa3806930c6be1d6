import { describe, expect, it } from 'vitest'
import { seededRandom } from './random.ts'

describe('seededRandom', () => {
  it('gives the same numbers within [0, 1) for the same seed', () => {
    const [one, other, third] = [seededRandom(7), seededRandom(7), seededRandom(8)]
    const numbers = Array.from({ length: 100 }, () => one())
    expect(Array.from({ length: 100 }, () => other())).toEqual(numbers)
    expect(Array.from({ length: 100 }, () => third())).not.toEqual(numbers)
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
  })

  it.each([NaN, Infinity, -Infinity, '7', undefined, null])('refuses %s as a seed', (seed) => {
    expect(() => seededRandom(seed as number)).toThrow('seededRandom: "seed" must be within (-∞, ∞), got')
  })
})
