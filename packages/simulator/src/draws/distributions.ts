import type { Random } from '@llm-balancer/core'
import { normalOf } from './keyed-draws.ts'

/** `Random` gives [0, 1); logarithms need more than 0. */
const positive = (random: Random): number => 1 - random()

/** A number of the standard normal distribution. */
export function drawNormal(random: Random): number {
  return normalOf(positive(random), random())
}

/**
 * A number of the gamma distribution with mean 1 and the coefficient of variation `variation` (> 0; 1 = exponential), by the method of
 * Marsaglia and Tsang ("A simple method for generating gamma variables", 2000).
 */
export function drawGap(variation: number, random: Random): number {
  if (variation === 1) return -Math.log(positive(random))
  const shape = 1 / (variation * variation)
  return drawGamma(shape, random) / shape
}

function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * Math.pow(positive(random), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const normal = drawNormal(random)
    const cubed = (1 + c * normal) ** 3
    if (cubed <= 0) continue
    const logLimit = normal ** 2 / 2 + d - d * cubed + d * Math.log(cubed)
    if (Math.log(positive(random)) < logLimit) return d * cubed
  }
}
