import type { Strategy } from '../contracts/strategy.ts'
import { headroom } from '../load/headroom.ts'
import { leastLoaded } from './pick-least.ts'

/**
 * Chooses the target with the largest share of its quota left, by what vendors report of their limits and what has been
 * sent since; see `headroom`. So targets are used in proportion to their limits. Those whose limits are not known count
 * as half used; ties at random in proportion to weight. O(n).
 */
export function mostHeadroom(): Strategy {
  return leastLoaded('most-headroom', headroom())
}
