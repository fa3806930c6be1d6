import { leastLoaded, type LoadMeter, type Strategy, type TargetState } from '@llm-balancer/core'

/** Chooses the target whose last failure is the longest ago; among those that have never failed, at random by weight. */
export function longestHealthy(): Strategy {
  const failedAt = new WeakMap<TargetState, number>()
  const meter: LoadMeter = {
    // Smaller is better: the earlier a target failed, the better it is now.
    load: (target) => failedAt.get(target) ?? -Infinity,
    started: (target) => ({
      finished(outcome, now) {
        if (outcome.type === 'failure') failedAt.set(target, now)
      },
    }),
  }
  return leastLoaded('longest-healthy', { meter })
}
