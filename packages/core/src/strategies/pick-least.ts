import type { CallFacts } from '../contracts/call.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { Random } from '../time/random.ts'
import { Reservoir } from './reservoir.ts'

/** What a candidate would be for this call; the smallest is chosen. */
export type Measure = (target: TargetState, call: CallFacts, now: number) => number

/** A target's part among those that are tied; 0 leaves the tie to the first of them. */
export type TieShare = (target: TargetState) => number

const byWeight: TieShare = ({ weight }) => weight

/**
 * A `pick` that chooses the candidate with the smallest measure, O(n). Ties are broken at random, in proportion to weight unless
 * told otherwise.
 */
export function pickLeast(measure: Measure, random: Random, shareOf: TieShare = byWeight): Strategy['pick'] {
  const reservoir = new Reservoir(random)
  return (candidates, call, now) => {
    let best = candidates.at(0)
    reservoir.empty()
    for (let place = 0; place < candidates.length; place += 1) {
      const target = candidates.at(place)
      const value = measure(target, call, now)
      if (value > reservoir.least) continue
      if (reservoir.takes(value, shareOf(target))) best = target
    }
    return best
  }
}
