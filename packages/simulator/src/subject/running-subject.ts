import type { BalancerSnapshot, Clock, Random } from '@llm-balancer/core'
import type { CallSettings } from '../scenario/traffic.ts'
import type { ModelServer } from '../server/model-server.ts'

/** A balancer that is simulated, in front of its servers. */
export interface RunningSubject {
  /** One run of the balancer; rejects with the balancer's error. */
  call(settings: CallSettings | undefined): Promise<unknown>
  snapshot(): BalancerSnapshot
  close(): Promise<void>
}

/** What a balancer is made over. */
export interface SubjectEnvironment {
  readonly clock: Clock
  readonly random: Random
  /** By the target's name. */
  readonly servers: ReadonlyMap<string, ModelServer>
}
