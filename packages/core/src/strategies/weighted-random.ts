import type { Strategy } from '../contracts/strategy.ts'
import { createBinding } from './binding.ts'
import { createWeightedDraw } from './weighted-draw.ts'

/**
 * Chooses at random: a target's share is its weight out of the sum of the eligible weights. Needs no state, so that many
 * processes side by side spread as one does. O(log n) while the candidates stay the same, else O(n).
 */
export function weightedRandom(): Strategy {
  const binding = createBinding('weighted-random')
  const draw = createWeightedDraw(binding.random)
  return {
    name: 'weighted-random',
    bind: binding.bind,
    pick: (candidates) => candidates.at(draw.one(candidates)),
  }
}
