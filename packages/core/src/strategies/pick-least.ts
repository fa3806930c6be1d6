import type { CallFacts } from '../contracts/call.ts'
import type { LoadMeter, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { Random } from '../time/random.ts'
import { defineStrategy } from './define-strategy.ts'

/** What a candidate would be for this call; the smallest is chosen. */
export type Measure = (target: TargetState, call: CallFacts, now: number) => number

/**
 * A `pick` that chooses the candidate with the smallest measure, O(n). Ties are broken at random in proportion to
 * weight, by weighted reservoir sampling with a reservoir of one (Chao, "A general purpose unequal probability sampling
 * plan", 1982), which needs neither a list of the tied ones nor a second pass.
 */
export function pickLeast(measure: Measure, random: Random): Strategy['pick'] {
  return (candidates, call, now) => {
    let best = candidates.at(0)
    let least = measure(best, call, now)
    let tiedWeight = best.weight
    for (let index = 1; index < candidates.length; index += 1) {
      const target = candidates.at(index)
      const value = measure(target, call, now)
      if (value > least) continue
      tiedWeight = value < least ? target.weight : tiedWeight + target.weight
      if (value < least || random() * tiedWeight < target.weight) best = target
      least = value
    }
    return best
  }
}

/** The strategy that chooses the target which is least loaded by what a meter says. */
export function leastLoaded(name: string, meter: LoadMeter): Strategy {
  return defineStrategy(name, (random) => ({
    meter,
    pick: pickLeast((target, _call, now) => meter.load(target, now), random),
  }))
}
