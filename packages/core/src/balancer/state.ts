import type { BackoffWalk } from '../backoff/walk-backoff.ts'
import type { Attempt, CallFacts } from '../contracts/call.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import type { Permit } from '../contracts/guard.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetState } from '../contracts/target.ts'
import type { AttemptTimeouts } from '../contracts/timeouts.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import type { Emitter } from '../events/emitter.ts'
import type { FailedAttempt } from '../errors/run-errors.ts'
import type { CandidateView } from '../strategies/candidate-view.ts'
import type { ResolvedOptions } from './options.ts'
import type { TargetEntry } from './target-entry.ts'

/** The targets of a balancer. */
export interface Targets<Client> {
  /** Every target in the order in which they were added, also those that are being removed; and the others. */
  entries: readonly TargetEntry<Client>[]
  present: readonly TargetEntry<Client>[]
  /** The targets that may be picked while nothing blocks them, and what strategies see of them. */
  active: readonly TargetEntry<Client>[]
  views: readonly TargetState[]
  /** True when no target has a guard or a group that would have to be asked. */
  unguarded: boolean
}

/** What all runs of one balancer share: its options, targets, listeners and counters. */
export interface Engine<Client> extends Omit<ResolvedOptions<Client>, 'targets'>, Targets<Client> {
  /** What is behind the views that strategies see. */
  readonly entryOf: WeakMap<object, TargetEntry<Client>>
  /** Grows with every change of the targets or their settings. */
  revision: number
  /** No cooldown of any target lasts longer than this clock time in ms. */
  clearAt: number
  /** What picks are made from; undefined while one is being made, for a strategy might start a run of its own. */
  view: CandidateView | undefined
  readonly emitter: Emitter<BalancerEvent>
  /** The runs that wait for a target, first come, first served. */
  readonly queue: Set<QueuedRun<Client>>
  /** The targets of which listeners were last told that they are blocked. */
  readonly blocked: Set<TargetEntry<Client>>
  readonly counts: { started: number; succeeded: number; failed: number; cancelled: number }
  readonly running: Set<Run<Client>>
  closed: boolean
  /** Called when the last run has ended. */
  readonly onIdle: (() => void)[]
}

/** Why a run was ended from outside. `left`: the reader left its stream. */
export type Cancellation =
  | { readonly cause: 'aborted'; readonly reason: unknown }
  | { readonly cause: 'deadline' }
  | { readonly cause: 'left' }
  | { readonly cause: 'balancer-closed' }

/** One run: what its caller asked for, and what has happened so far. */
export interface Run<Client> {
  readonly engine: Engine<Client>
  readonly id: number
  readonly options: StreamOptions<unknown>
  /** What strategies, meters and guards see of it; number and start are those of the latest attempt. */
  readonly call: { -readonly [Fact in keyof CallFacts]: CallFacts[Fact] }
  /** The run's total time in ms. */
  readonly deadlineMs: number
  cancelled?: Cancellation
  /** Called when the run is cancelled: ends what it waits for now. */
  onCancelled?: (() => void) | undefined
  /** Lets go of the caller's signal and the clock. */
  release?: () => void
  /** True when every pick is to be explained in the trail. */
  readonly explains: boolean
  /** True when an outer balancer made it: that one does the waiting, because it may know a target that can serve at once. */
  readonly inGroup: boolean
  readonly beganAt: number
  /** Most attempts in all; Infinity when each target may be tried once. */
  readonly maxAttempts: number
  /** Most attempts in all when one of them calls a target again. */
  readonly maxWithRepeats: number
  readonly records: AttemptRecord[]
  /** What its attempts failed with, and what they were. */
  readonly errors: unknown[]
  readonly failed: FailedAttempt[]
  /** Only targets known to take more tokens than this; undefined while no call was too long. */
  largerThan?: number
  /** How many times a target was called again, and how long to wait before the next time. */
  retries: number
  readonly backoff: BackoffWalk
  /** What the last retry was charged as. */
  charged: 'none' | 'transient' | 'throttled'
}

/** Which targets may serve a run, whatever their state is now. */
export type TargetFilter<Client> = (run: Run<Client>, entry: TargetEntry<Client>) => boolean

/** A run that waits for a target. */
export interface QueuedRun<Client> {
  readonly run: Run<Client>
  readonly filter: TargetFilter<Client>
  /** Before this clock time in ms, a backoff, admitted only to a target that the run has not tried. */
  readonly notBefore: number
  /** Gives up at this clock time in ms. */
  readonly giveUpAt: number
  readonly resolve: (attempt: ActiveAttempt<Client>) => void
  readonly reject: (error: unknown) => void
  cancelTimer?: (() => void) | undefined
  /** True while it is being admitted. */
  isBusy: boolean
}

/** One attempt while it runs. */
export interface ActiveAttempt<Client> {
  readonly run: Run<Client>
  readonly entry: TargetEntry<Client>
  /** What its operation gets of it: neither the run nor a client, so that printing it shows no secret. */
  readonly handle: Attempt
  readonly permits: readonly Permit[]
  readonly controller: AbortController
  /** A clock that is missing is off. */
  readonly timeouts: AttemptTimeouts
  readonly record: { -readonly [Key in keyof AttemptRecord]: AttemptRecord[Key] }
  usage?: TokenUsage
  firstContentMs?: number
  /** True when one of the caller's own rules for reading the stream threw: the target is not charged. */
  isRuleFault?: boolean
  ended?: boolean
}
