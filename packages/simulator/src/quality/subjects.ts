import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { Guard, Strategy } from '@llm-balancer/core'
import { rateLimit } from '@llm-balancer/rate-limit'
import type { MakeBalancerOptions } from '../scenario/subject.ts'
import type { World } from '../scenario/world.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'

/** Makes the strategy of one balancer. */
export type MakeStrategy = (world: World) => Strategy

/**
 * The balancer as the umbrella sets it up, without the chat models: a circuit and the limits of each target, runs that wait for a
 * target, three attempts, and an attempt that gives no content for 15 s is given up.
 */
export function equipped(
  makeStrategy: MakeStrategy,
  { maxWaitMs = 5000 }: { readonly maxWaitMs?: number } = {},
): MakeBalancerOptions {
  return (targets, world) => ({
    strategy: makeStrategy(world),
    retry: { maxAttempts: 3 },
    timeouts: { firstContentMs: 15_000 },
    whenUnavailable: { maxWaitMs },
    targets: targets.map((target) => ({
      ...target,
      guards: guardsOf(world.servers.get(target.id)?.target ?? {}, world),
    })),
  })
}

function guardsOf({ limits }: Pick<SimulatedTarget, 'limits'>, { clock, random }: World): Guard[] {
  const circuit = createCircuitBreaker({ timeoutMs: 0, resetTimeoutMs: 10_000, clock, random })
  if (limits === undefined) return [circuit]
  const { known = true, requestsPerMinute, tokensPerMinute } = limits
  return [circuit, rateLimit({ clock, ...(known ? { requestsPerMinute, tokensPerMinute } : {}) })]
}
