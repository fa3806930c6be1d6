import { seededRandom } from '@llm-balancer/core'
import { expect, it } from 'vitest'
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
