import type { Strategy } from '../contracts/strategy.ts'
import { headroomMeter } from '../load/headroom.ts'
import { defineStrategy } from './define-strategy.ts'
import { pickLeast } from './pick-least.ts'
import { Reservoir } from './reservoir.ts'
import { RevisionCache } from './revision-cache.ts'

/**
 * Chooses the target with the largest share of its quota left, by what its guards keep of limits, what vendors report of theirs, and what
 * has been sent since; see `headroom`. So targets are used in proportion to their limits. Those whose limits are not known count
 * as half used; ties at random in proportion to weight. O(n).
 */
export function mostHeadroom(): Strategy {
  return defineStrategy('most-headroom', ({ random }) => {
    const { meter, quotaOf } = headroomMeter()
    const kept = new RevisionCache((candidates) => Array.from(candidates, quotaOf))
    const scan = pickLeast((target, _call, now) => quotaOf(target).load(now), random)
    const reservoir = new Reservoir(random)
    return {
      meter,
      pick(candidates, call, now) {
        const quotas = kept.of(candidates)
        if (quotas === undefined) return scan(candidates, call, now)
        let best = candidates.at(0)
        reservoir.empty()
        for (const quota of quotas) {
          const load = quota.load(now, reservoir.least)
          if (load > reservoir.least) continue
          if (reservoir.takes(load, quota.target.weight)) best = quota.target
        }
        return best
      },
    }
  })
}
