import type { Strategy } from '../contracts/strategy.ts'
import { inFlight } from '../load/in-flight.ts'
import { createBinding } from './binding.ts'
import { pickLeast } from './pick-least.ts'

/**
 * Chooses the target with the fewest running attempts per weight; ties at random in proportion to weight. Put guards
 * before it: a target that fails fast always has the fewest running. O(n).
 */
export function leastInFlight(): Strategy {
  const binding = createBinding('least-in-flight')
  const meter = inFlight()
  return {
    name: 'least-in-flight',
    meter,
    bind: binding.bind,
    pick: pickLeast((target, _call, now) => meter.load(target, now), binding.random),
  }
}
