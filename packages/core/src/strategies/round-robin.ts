import type { Candidates, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { defineStrategy } from './define-strategy.ts'
import { placeOf } from './place-of.ts'

/**
 * Takes turns: the next eligible target in the order in which they were added, beginning with the first. The position
 * is kept by target, not by number, so that targets which come, go, or are blocked for a while do not shift the turns of
 * others. Weights do not count; see `weightedRoundRobin`. O(1) while the candidates stay the same, else O(n).
 */
export function roundRobin(): Strategy {
  /** The target that had the last turn, the one that stood behind it, and where it stood itself. */
  let last: TargetState | undefined
  let following: TargetState | undefined
  let place = 0

  const nextPlace = (candidates: Candidates): number => {
    const lastPlace = placeOf(last, candidates, place)
    if (lastPlace >= 0) return (lastPlace + 1) % candidates.length
    const followingPlace = placeOf(following, candidates, place)
    return followingPlace >= 0 ? followingPlace : place % candidates.length
  }

  return defineStrategy('round-robin', () => ({
    pick(candidates) {
      place = nextPlace(candidates)
      last = candidates.at(place)
      following = candidates.at((place + 1) % candidates.length)
      return last
    },
    forget(target) {
      if (target === last) last = undefined
      if (target === following) following = undefined
    },
  }))
}
