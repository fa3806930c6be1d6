import type { Clock, Random } from '@llm-balancer/core'
import type { ModelServer } from '../server/model-server.ts'

/** What guards and strategies of a simulated balancer need of the simulation. */
export interface World {
  readonly clock: Clock
  readonly random: Random
  /** The servers, by the id of their target: what is behind the targets, which no real balancer can see. */
  readonly servers: ReadonlyMap<string, ModelServer>
  /** How many balancers share the targets. */
  readonly processes: number
}
