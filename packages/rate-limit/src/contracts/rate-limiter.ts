import type {
  AttemptFacts,
  CallFacts,
  Guard,
  Headroom,
  Outcome,
  Permit,
  TokenUsage,
} from '@llm-balancer/core'
import type { CallCost } from './call-cost.ts'
import type { LimitState } from './limit-state.ts'
import type { RateLimiterState } from './state.ts'

/**
 * Room that was reserved for one call. Tell it how the call went, once: what was reserved and not used becomes free, and a
 * place of `concurrency` does.
 */
export interface Reservation extends Permit {
  /** The call has ended; what it used takes the place of what was expected of it. @param usage @default as expected */
  settle(usage?: TokenUsage): void
  /** The call was never made: everything becomes free. */
  cancel(): void
  /** The call has failed with this error; the limiter learns from a refusal (429). */
  fail(error: unknown): void
  /** What the answer says of limits and usage, as soon as it is known. @param now clock time in ms */
  observe(facts: AttemptFacts, now?: number): void
  /** Tells how the call ended, as a balancer does. @param now clock time in ms */
  release(outcome: Outcome, now?: number): void
}

/** What work is given that a limiter has let begin. */
export interface ScheduledCall {
  /** Aborts when the caller aborts or the deadline has passed. */
  readonly signal: AbortSignal
  /** Tells what is known of the call's usage, headers and limits. */
  report(facts: AttemptFacts): void
}

/** Settings of one scheduled call. */
export interface ScheduleOptions {
  /** What it is expected to take; `text` is counted by the limiter's `countTokens`. @default one call of usual size */
  readonly cost?: (CallCost & { readonly text?: string | undefined }) | undefined
  /** Ends the wait, or aborts the work's signal. */
  readonly signal?: AbortSignal | undefined
  /** Total time in ms, the wait included, above 0. A call that cannot begin in time is refused at once. @default Infinity */
  readonly deadlineMs?: number | undefined
  /** Lower goes first. @default 0 */
  readonly priority?: number | undefined
}

/** A limiter's present state, as a plain object. */
export interface RateLimiterSnapshot {
  readonly limits: readonly LimitState[]
  /** Share of the known rate that is used; below 1 after refusals. */
  readonly pace: number
  /** Clock time in ms until which no call may begin; absent when it may. */
  readonly pausedUntil?: number
  /** Calls that have not been settled. */
  readonly inFlight: number
  /** Scheduled calls that wait. */
  readonly waiting: number
}

/**
 * Holds calls within limits of requests and tokens. Alone it is used with `schedule`, or with `tryReserve`. It is also a `Guard` of
 * `@llm-balancer/core`, for one target or for several that share its limits: the balancer asks it for every attempt.
 */
export interface RateLimiter extends Guard {
  /** `rate-limit`; `not-on-plan` when the vendor reports that its limit is 0. */
  readonly name: 'rate-limit' | 'not-on-plan'
  /**
   * Makes a call as soon as the limits allow it. Calls that wait go in the order of their priority, then in which they came; one
   * that needs more than is left now does not stop smaller ones behind it.
   *
   * @throws RateLimitedError with `retryAfterMs` when it could not begin within `deadlineMs`, or too many calls wait
   * @throws DeadlineExceededError when the work has not ended within `deadlineMs`
   * @throws TypeError or RangeError for a bad option
   * @throws the caller's abort reason, or what `work` threw
   */
  schedule<Result>(
    work: (call: ScheduledCall) => PromiseLike<Result> | Result,
    options?: ScheduleOptions,
  ): Promise<Result>
  /** Reserves room for one call, or gives null when it may not begin now. @throws TypeError or RangeError for a bad cost */
  tryReserve(cost?: ScheduleOptions['cost']): Reservation | null
  /** Clock time in ms from which such a call may begin; Infinity when a running one has to end before. */
  availableAt(now?: number, call?: CallFacts | CallCost): number
  acquire(now?: number, call?: CallFacts | CallCost): Reservation | null
  onChange(listener: () => void): () => void
  /** What is left of each limit, for balancers: read it at once, the objects change. @param now clock time in ms */
  headroom(now?: number): readonly Headroom[]
  /** Forgets what was learnt, and begins with full limits. Running calls keep their places. */
  reset(): void
  /** What is left of its limits and what was learnt, for `initialState` after a restart. Calls that run count as they were expected. */
  exportState(): RateLimiterState
  toJSON(): RateLimiterSnapshot
}
