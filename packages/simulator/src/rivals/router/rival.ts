import type { RouterSubject } from '../../scenario/router.ts'
import { PolicyRouter } from './policy-router.ts'
import type { PolicyWorld, RoutingPolicy } from './routing-policy.ts'

/** A model of how another product chooses targets, with its own retries and cooldowns. */
export interface Rival {
  /** In kebab-case: `litellm-shuffle`. */
  readonly name: string
  /** What it is a model of, and where that is described. */
  readonly source: string
  /** What `simulate` takes as its balancer. */
  readonly subject: RouterSubject
}

/** A rival from its policy. */
export function defineRival(
  name: string,
  source: string,
  makePolicy: (world: PolicyWorld) => RoutingPolicy,
): Rival {
  return { name, source, subject: { type: 'router', start: (world) => new PolicyRouter(world, makePolicy) } }
}
