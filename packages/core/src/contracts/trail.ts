import type { ConsideredTarget } from '../errors/run-errors.ts'
import type { TargetView } from './target.ts'
import type { Outcome } from './outcome.ts'

/** Why a target was chosen. */
export interface PickReason {
  /** The strategy that chose. */
  readonly strategy: string
  /** The targets that could have been chosen, with their load where the strategy measures one (smaller is better). */
  readonly candidates: readonly { readonly id: string; readonly load?: number }[]
  /** The targets that were passed over, and why. */
  readonly excluded: readonly ConsideredTarget[]
}

/** One attempt of a run, as the trail keeps it. */
export interface AttemptRecord {
  /** 1-based within the run. */
  readonly number: number
  /** The target's id; inside a group, the ids from the outer balancer to the inner, joined by `/`. */
  readonly targetId: string
  /** Clock time in ms. */
  readonly startedAt: number
  /** How it ended; absent while it runs. */
  readonly outcome?: Outcome
  /** What it threw, when it failed. */
  readonly error?: unknown
  readonly picked: PickReason
  /** The attempts inside, when the target is a group. */
  readonly group?: readonly AttemptRecord[]
}

/** What a run gave, and how it came about. */
export interface RunResult<Result> {
  readonly value: Result
  /** The target that served it. */
  readonly target: TargetView
  /** Every attempt, in order; the last one is the one that served. */
  readonly attempts: readonly AttemptRecord[]
}
