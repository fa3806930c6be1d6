import type { Strategy } from '../contracts/strategy.ts'
import { headroom } from '../load/headroom.ts'
import { createBinding } from './binding.ts'
import { pickLeast } from './pick-least.ts'

/**
 * Chooses the target with the largest share of its quota left, by what vendors report of their limits and what has been
 * sent since; see `headroom`. So targets are used in proportion to their limits. Those whose limits are not known count
 * as half used; ties at random in proportion to weight. O(n).
 */
export function mostHeadroom(): Strategy {
  const binding = createBinding('most-headroom')
  const meter = headroom()
  return {
    name: 'most-headroom',
    meter,
    bind: binding.bind,
    pick: pickLeast((target, _call, now) => meter.load(target, now), binding.random),
  }
}
