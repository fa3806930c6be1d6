import type { ConsideredTarget } from '../errors/run-errors.ts'
import type { FailureKind, FailureScope } from '../errors/failure.ts'
import type { Outcome } from './outcome.ts'
import type { PickReason } from './trail.ts'

/** What every event has: its name and the clock time in ms at which it happened. */
interface EventBase<Type extends string> {
  readonly type: Type
  readonly at: number
}

/** An event of one target. */
interface TargetEvent<Type extends string> extends EventBase<Type> {
  readonly targetId: string
}

/** An event of one run; `runId` counts the balancer's runs from 1. */
interface RunEvent<Type extends string> extends EventBase<Type> {
  readonly runId: number
}

/** An event of one attempt. */
interface AttemptEvent<Type extends string> extends TargetEvent<Type> {
  readonly runId: number
  /** 1-based within the run. */
  readonly attempt: number
  /** True for a hedge: it was begun beside an attempt that took long. */
  readonly hedge?: true
}

/** Everything a balancer tells its listeners. No event holds a key, a prompt or an answer. */
export type BalancerEvent =
  | (RunEvent<'run-started'> & {
      readonly streaming: boolean
      /** `tenant` and `operation` of its `RunOptions`. */
      readonly tenant?: string
      readonly operation?: string
    })
  | (RunEvent<'run-succeeded'> & {
      readonly targetId: string
      readonly attempts: number
      readonly durationMs: number
    })
  | (RunEvent<'run-failed'> & {
      readonly attempts: number
      readonly durationMs: number
      readonly error: unknown
    })
  /** The caller aborted, or left its stream before the end. */
  | (RunEvent<'run-cancelled'> & { readonly attempts: number; readonly durationMs: number })
  /** The run waits because no target may take it now, or before a retry; `delayMs` is Infinity when it waits for a free place. */
  | (RunEvent<'run-waited'> & {
      readonly cause: 'unavailable' | 'retry'
      readonly delayMs: number
      readonly considered: readonly ConsideredTarget[]
    })
  /** Why a target was chosen. Made only while a listener hears it. */
  | (AttemptEvent<'target-picked'> & PickReason)
  | AttemptEvent<'attempt-started'>
  /** The first content of a stream has come: it is committed to its target. */
  | (AttemptEvent<'stream-committed'> & { readonly firstContentMs: number })
  | (AttemptEvent<'attempt-succeeded'> & { readonly outcome: Extract<Outcome, { type: 'success' }> })
  | (AttemptEvent<'attempt-failed'> & {
      readonly outcome: Extract<Outcome, { type: 'failure' }>
      readonly error: unknown
    })
  /**
   * The attempt counts neither for nor against its target: the caller went away, or asked for something impossible, or another
   * attempt of the run answered first. `error` is what it failed with, where its outcome has a `kind`.
   */
  | (AttemptEvent<'attempt-neutral'> & {
      readonly outcome: Extract<Outcome, { type: 'neutral' }>
      readonly error?: unknown
    })
  /** A broken stream starts again on another target. */
  | (AttemptEvent<'stream-restarted'> & { readonly kind: FailureKind })
  /** A target gives the rest of an answer whose stream broke with `kind`. */
  | (AttemptEvent<'stream-resumed'> & { readonly kind: FailureKind })
  /** A target, or all that share its pool, is blocked until `until` (clock time in ms). */
  | (TargetEvent<'target-cooled'> & {
      readonly kind: FailureKind
      readonly scope: FailureScope
      readonly until: number
    })
  | (TargetEvent<'target-quarantined'> & {
      readonly kind: FailureKind
      readonly scope: FailureScope
      readonly until: number
    })
  | TargetEvent<'target-reinstated'>
  /**
   * A target cannot take calls, for a reason such as `cooling: rate-limit` or a guard's name; `until` is Infinity when only
   * another event can tell. Noticed when an attempt begins or ends, or when a run picks.
   */
  | (TargetEvent<'target-blocked'> & { readonly reason: string; readonly until: number })
  /** A target that was blocked can take calls again. Noticed as above, so no later than the next run's pick. */
  | TargetEvent<'target-available'>
  | TargetEvent<'target-added'>
  | TargetEvent<'target-updated'>
  /** No new attempts; `target-removed` follows when the running ones have ended, unless another target has its id by then. */
  | TargetEvent<'target-removing'>
  | TargetEvent<'target-removed'>
  /** A listener, guard, meter or classifier threw, named by `event`. It changes nothing else. */
  | (EventBase<'listener-failed'> & { readonly event: string; readonly error: unknown })
  | EventBase<'balancer-closed'>

/** The name of an event. */
export type BalancerEventType = BalancerEvent['type']
