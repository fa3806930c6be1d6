import type { AttemptTimeouts } from './timeouts.ts'
import type { Guard } from './guard.ts'
import type { TargetGroup } from './target-group.ts'
import type { TokenPrice } from './usage.ts'

/** How a target is handed to a balancer. `Client` is whatever an operation needs to make a call. */
export interface TargetOptions<Client> {
  /** Names the target in errors, events and snapshots. Unique within a balancer. */
  readonly id: string
  /**
   * What operations get to make their call with: an SDK client, a model, a URL. A balancer makes a group: the operation
   * then runs on one of its targets, chosen by its own strategy.
   */
  readonly client: Client | TargetGroup<Client>
  /** Relative share, ≥ 0 and finite; 0 = drained, never picked. @default 1 */
  readonly weight?: number
  /** Lower is chosen first by strategies that rank by priority; any finite number. @default 0 */
  readonly priority?: number
  /** Words that a call can choose targets by. @default [] */
  readonly tags?: readonly string[]
  /** Prices, for the cost of each attempt, `lowestCost` and budgets. @default unknown */
  readonly cost?: TokenPrice
  /** Most input and output tokens one call may have, a positive number. @default unknown */
  readonly contextWindow?: number
  /** The model it serves, where targets serve different ones. @default unknown */
  readonly model?: string
  /** What its model does not do, in the words that calls use in `needs`: those calls go elsewhere. @default [] */
  readonly lacks?: readonly string[]
  /** The vendor that serves it, such as `openai`, for metrics and traces. @default unknown */
  readonly provider?: string
  /** Targets with the same pool share one key or account. @default its own */
  readonly pool?: string
  /** Asked before every call of this target, in this order. @default what the balancer's `guards` gives */
  readonly guards?: readonly Guard[]
  /** Clocks of attempts on this target, where they differ from the balancer's. @default the balancer's */
  readonly timeouts?: AttemptTimeouts
  /** Most attempts one run makes on this target, a whole number ≥ 1. @default the run's own limit */
  readonly maxAttempts?: number
  /**
   * Most attempts on this target that run at a time, a whole number ≥ 1: what a server of your own can take, or a plan allows. Streams
   * count until they end. What is too much goes elsewhere, or waits; fewer may begin after refusals. @default Infinity
   */
  readonly concurrency?: number
}

/**
 * The settings of a target that can change while it serves. Its state (health, in flight, learnt values) is kept. Attempts that
 * run keep the permits of the guards that they began with.
 */
export type TargetUpdate<Client> = Partial<Omit<TargetOptions<Client>, 'id'>>
