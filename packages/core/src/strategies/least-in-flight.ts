import type { Strategy } from '../contracts/strategy.ts'
import { inFlight } from '../load/in-flight.ts'
import { leastLoaded } from './pick-least.ts'

/**
 * Chooses the target with the fewest running attempts per weight; ties at random in proportion to weight. Put guards
 * before it: a target that fails fast always has the fewest running. O(n).
 */
export function leastInFlight(): Strategy {
  return leastLoaded('least-in-flight', inFlight())
}
