import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { defineStrategy } from './define-strategy.ts'

/**
 * Takes turns: the next eligible target in the order in which they were added, beginning with the first. The position
 * is kept by target, not by number, so that targets which come, go, or are blocked for a while do not shift the turns of
 * others. Weights do not count; see `weightedRoundRobin`. O(log n).
 */
export function roundRobin(): Strategy {
  return defineStrategy('round-robin', () => {
    /** Had the last turn. It keeps its place in the order also when it has left. */
    let last: TargetState | undefined
    return {
      pick(candidates) {
        const next = last === undefined ? 0 : candidates.placeAfter(last)
        return (last = candidates.at(next % candidates.length))
      },
    }
  })
}
