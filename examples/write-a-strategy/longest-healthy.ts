import type { LoadMeter, Strategy, TargetState } from '@llm-balancer/core'
import type { Random } from '@llm-balancer/core/time'

/** Chooses the target whose last failure is the longest ago; among those that have never failed, at random by weight. */
export function longestHealthy(): Strategy {
  const failedAt = new Map<TargetState, number>()
  let random: Random | undefined

  const meter: LoadMeter = {
    // Smaller is better: the earlier a target failed, the better it is now.
    load: (target) => failedAt.get(target) ?? -Infinity,
    started: (target) => ({
      finished(outcome, now) {
        if (outcome.type === 'failure') failedAt.set(target, now)
      },
    }),
  }

  return {
    name: 'longest-healthy',
    meter,
    bind(environment) {
      if (random !== undefined) {
        throw new TypeError(
          'longest-healthy: this strategy belongs to a balancer, make one for each balancer',
        )
      }
      random = environment.random
    },
    pick(candidates, _call, now) {
      let best = candidates.at(0)
      let tiedWeight = best.weight
      for (let index = 1; index < candidates.length; index += 1) {
        const target = candidates.at(index)
        const [load, least] = [meter.load(target, now), meter.load(best, now)]
        if (load > least) continue
        // Of the tied targets each stays with a probability in proportion to its weight.
        tiedWeight = load < least ? target.weight : tiedWeight + target.weight
        if (load < least || (random?.() ?? 0) * tiedWeight < target.weight) best = target
      }
      return best
    },
    forget(target) {
      failedAt.delete(target)
    },
  }
}
