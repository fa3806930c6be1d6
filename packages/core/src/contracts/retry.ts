import type { Random } from '../time/random.ts'

/**
 * How long to wait before a target is called again, where the server gives no hint: a function, or a sequence whose steps know
 * their successors.
 */
export type Backoff = BackoffFunction | BackoffSequence

/** Gives the wait in ms, ≥ 0, by the number of the retry alone. `retry` is 0 before the second attempt, and so on. */
export type BackoffFunction = (retry: number, random: Random) => number

/** What a sequence of waits is given at each step. */
export interface BackoffContext {
  /** 0 before the second attempt, 1 before the third, and so on. */
  readonly retry: number
  readonly random: Random
  /** What the attempt failed with. */
  readonly error: unknown
}

/**
 * An immutable list of waits. Every run walks it from its start, so that one sequence serves any number of runs. Cockatiel's
 * backoffs (`new IterableBackoff([…])`) are such sequences.
 */
export interface BackoffSequence {
  /** The next step of the walk; changes nothing. */
  next(context: BackoffContext): BackoffStep
}

/** One step of a {@link BackoffSequence}. */
export interface BackoffStep extends BackoffSequence {
  /** The wait in ms, ≥ 0. */
  readonly duration: number
}

/**
 * Bounds how many retries all runs may make together, so that an outage cannot multiply traffic. Only a second try on the
 * same target is charged; going to another target is free.
 */
export interface RetryBudget {
  /** Takes the price of one retry; false when there is not enough left, and then the run fails with its real error. */
  withdraw(kind: 'transient' | 'throttled'): boolean
  /** A run succeeded: gives back `retry`'s price when it needed one, else a little. */
  deposit(retry: 'none' | 'transient' | 'throttled'): void
  /** Tokens left. */
  readonly remaining: number
}
