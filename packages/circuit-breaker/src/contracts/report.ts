import type { CircuitState } from './snapshot.ts'

/** A failure that counted against a circuit. */
export interface CircuitFailure {
  /** Clock time in ms at which the call ended. */
  readonly at: number
  /** What it failed with, as it was thrown: it may hold secrets. Undefined where the permit was released without. */
  readonly error: unknown
}

/** Why a circuit is in its state, and since when: for people, and for rules that look at single failures. A copy. */
export interface CircuitReport {
  readonly state: CircuitState
  /** The latest failures that counted since it was last closed, oldest first, as many as `rememberFailures` says. */
  readonly failures: readonly CircuitFailure[]
  /** Clock time in ms at which it opened last; absent while it is closed, and after a restart. */
  readonly openedAt?: number
  /** Clock time in ms at which the latest probe began; absent before the first, and while it is closed. */
  readonly probedAt?: number
}
