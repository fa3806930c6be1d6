import type { Strategy } from '../contracts/strategy.ts'
import { defineStrategy } from './define-strategy.ts'
import { createWeightedDraw } from './weighted-draw.ts'

/**
 * Chooses at random: a target's share is its weight out of the sum of the eligible weights. Needs no state, so that many
 * processes side by side spread as one does. The cost of a pick does not depend on the number of targets, unless weights differ
 * widely: then O(log n), and O(n) whenever the candidates change.
 */
export function weightedRandom(): Strategy {
  return defineStrategy('weighted-random', ({ random }) => {
    const draw = createWeightedDraw(random)
    return { pick: (candidates) => candidates.at(draw.one(candidates)) }
  })
}
