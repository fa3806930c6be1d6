import type { ConsideredTarget } from '../errors/run-errors.ts'
import type { TargetView } from './target.ts'
import type { Outcome } from './outcome.ts'

/** A target that could have been chosen. */
export interface ExplainedCandidate {
  readonly id: string
  /** Its load, where the strategy measures one; smaller is better. */
  readonly load?: number
  /** What the load is made of, in words, where the strategy says so. */
  readonly because?: string
}

/** Why a target was chosen. */
export interface PickReason {
  /**
   * The strategy that chose; or, when there was no choice, why this target was called: `held` (only its window was against it),
   * `trial` (its circuit is open, and it was time to see whether it is back), `least-bad` (its guards refused it).
   */
  readonly strategy: string
  /** How the strategy came from the loads to its choice, in words, where it says so: that it drew among equals, or explored. */
  readonly because?: string
  /** Up to 16 of the targets that could have been chosen. */
  readonly candidates: readonly ExplainedCandidate[]
  /** How many more there were. */
  readonly moreCandidates?: number
  /** Up to 16 of the targets that were passed over, and why. */
  readonly excluded: readonly ConsideredTarget[]
  /** How many more there were. */
  readonly moreExcluded?: number
}

/** One attempt of a run, as the trail keeps it. */
export interface AttemptRecord {
  /** 1-based within the run. */
  readonly number: number
  /** The target's id; inside a group, the ids from the outer balancer to the inner, joined by `/`. */
  readonly targetId: string
  /** Clock time in ms. */
  readonly startedAt: number
  /** True for a hedge: it was begun beside the attempt before it, which took long. */
  readonly hedge?: true
  /** True when it continued the answer of an attempt that broke. */
  readonly continues?: true
  /** How it ended; absent while it runs. */
  readonly outcome?: Outcome
  /** What it threw, when it failed. */
  readonly error?: unknown
  /** Why its target was chosen; absent unless it was asked for (`runWithTrail`, `explain: true`). */
  readonly picked?: PickReason
  /** The attempts inside, when the target is a group. */
  readonly group?: readonly AttemptRecord[]
}

/** What a run gave, and how it came about. */
export interface RunResult<Result> {
  readonly value: Result
  /** The target that served it. */
  readonly target: TargetView
  /** Every attempt, in the order in which they began; the one that served is the one whose outcome is a success. */
  readonly attempts: readonly AttemptRecord[]
}
