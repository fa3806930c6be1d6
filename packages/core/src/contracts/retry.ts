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

/** What one more attempt is charged as: after a transient failure, or after the server said "too much". */
export type RetryCharge = 'transient' | 'throttled'

/**
 * Bounds how many further attempts all runs may make together, so that an outage cannot multiply traffic: balancers that share one
 * share its tokens. Called at once and often, so it must not wait; when it throws or gives a promise, it counts as none.
 */
export interface RetryBudget {
  /** Takes the price of one more attempt; false when there is not enough left, and then the run fails with its real error. */
  withdraw(charge: RetryCharge): boolean
  /** A run succeeded: gives back the price of one withdrawal, once for each; `none` when it needed none, which gives a little. */
  deposit(charge: 'none' | RetryCharge): void
  /** Tokens left. */
  readonly remaining: number
}

/** Waits that grow exponentially, as plain settings, all in ms. */
export interface ExponentialWaitSettings {
  /** The first wait is up to this long, ≥ 0. @default 500 */
  readonly baseMs?: number | undefined
  /** No wait is longer, ≥ 0. @default 8000 */
  readonly maxMs?: number | undefined
  /** Each further wait is up to this many times longer, ≥ 1. @default 2 */
  readonly factor?: number | undefined
  /** `full`: anything from 0 to the full wait, so that callers spread out. `none`: the full wait. @default 'full' */
  readonly jitter?: 'full' | 'none' | undefined
}

/** Settings of `createRetryBudget`, in tokens. */
export interface RetryBudgetOptions {
  /** Tokens at the start and at most, ≥ 0. @default 500 */
  readonly capacity?: number | undefined
  /** Price of one more attempt after a transient failure (500, network, timeout), ≥ 0. @default 14 */
  readonly transientCost?: number | undefined
  /** Price of one more attempt after the server said "too much" (429, 503, 529), ≥ 0. @default 5 */
  readonly throttleCost?: number | undefined
}
