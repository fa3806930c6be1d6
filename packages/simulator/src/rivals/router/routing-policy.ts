import type { Random } from '@llm-balancer/core'
import type { SimulatedTarget } from '../../scenario/simulated-target.ts'
import type { ServerRequest } from '../../server/server-request.ts'

/** What a routing policy knows of the world: what its user configures, and what goes through it. */
export interface PolicyWorld {
  readonly random: Random
  /** Name, weight, price, and the limits that are known. A policy must not look at servers and changes. */
  readonly targets: readonly SimulatedTarget[]
  /** Calls that it has under way at each target, by the target's place; changes all the time. */
  readonly inFlight: readonly number[]
}

/** A call on its way through a router. */
export interface RoutedCall {
  readonly request: ServerRequest
  readonly isStreaming: boolean
  /** Attempts so far. */
  readonly attempts: number
  /** Places of the targets that have failed this call. */
  readonly tried: readonly number[]
}

/** How an attempt ended. `timed-out`: no content came in time, or the caller gave up. */
export interface AttemptEnd {
  readonly kind: 'answered' | 'rate-limited' | 'failed' | 'timed-out'
  /** From the start of the attempt. */
  readonly ms: number
  /** From the start of the attempt; undefined when there was none. */
  readonly firstContentMs: number | undefined
  readonly retryAfterMs: number | undefined
  /** What the attempt failed with. */
  readonly error?: unknown
}

/** What a router decides. Targets are told apart by their places in the list of targets. */
export interface RoutingPolicy {
  /** With the first one. */
  readonly maxAttempts: number
  /** Chooses a target; undefined when there is none to ask now. */
  pick(call: RoutedCall, now: number): number | undefined
  /** How long to wait when there is none, in ms; such a wait counts as an attempt. @default the call is refused */
  waitMs?(call: RoutedCall, now: number): number
  /** How long to wait before another attempt, in ms. @default not at all */
  backoffMs?(end: AttemptEnd, call: RoutedCall, now: number): number
  started?(place: number, call: RoutedCall, now: number): void
  ended?(place: number, end: AttemptEnd, call: RoutedCall, now: number): void
  /** Called again and again. */
  readonly tick?: { readonly everyMs: number; readonly run: (now: number) => void }
}
