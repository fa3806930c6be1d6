import type { Backoff, ExponentialWaitSettings, Failure, FailureKind, RetryBudget } from '@llm-balancer/core'
import { checkBackoff } from '@llm-balancer/core/backoff'
import { checkBudget } from '@llm-balancer/core/budget'
import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkSignal,
  hasMethods,
  nonNegative,
  positive,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, systemRandom, type Clock, type Random } from '@llm-balancer/core/time'
import { exponentialBackoff } from './backoff.ts'
import type { CallbackFailure } from './callback-reports.ts'

/** Facts of one attempt, for its work. */
export interface RetryAttempt {
  /** 1 for the first attempt. */
  readonly attempt: number
  /**
   * Aborts when the attempt is to stop: at the caller's abort, the attempt's timeout, the deadline. Pass it to the call, or
   * that continues although its result is no longer wanted. Once the attempt has succeeded only the caller's own signal aborts
   * it, so that a returned body can still be cancelled.
   */
  readonly signal: AbortSignal
  /** Milliseconds left of the deadline at the start of this attempt; Infinity without one. */
  readonly remainingMs: number
}

/** Facts of a failure, for the decision whether another attempt follows. */
export interface RetryFacts {
  /** The attempt that failed; 1 is the first. */
  readonly attempt: number
  /** What the error means, by `classify` or else by core's `classifyError`. */
  readonly failure: Failure
  /** Milliseconds left of the deadline; Infinity without one. */
  readonly remainingMs: number
}

/** A failed attempt that is about to be followed by another. */
export interface RetryEvent extends RetryFacts {
  readonly error: unknown
  /** The wait before the next attempt in ms. */
  readonly delayMs: number
}

/** Settings of `retry`. Times in ms; one that is undefined has its default. */
export interface RetryOptions {
  /** Attempts in all, the first included; a whole number ≥ 1 or Infinity. @default 3 */
  readonly maxAttempts?: number | undefined
  /**
   * The wait where the server does not name one: a backoff (this package's, cockatiel's, a function), or plain settings.
   *
   * @default exponentialBackoff(): 500 ms × 2ⁿ up to 8 s, full jitter
   */
  readonly backoff?: Backoff | ExponentialWaitSettings | undefined
  /**
   * Says what an error means, before core's `classifyError`: a kind, a whole failure, or undefined to leave it to that one.
   */
  readonly classify?:
    | ((error: unknown, context: { now: number }) => Failure | FailureKind | undefined)
    | undefined
  /**
   * Decides instead of core's `failureRules`; undefined leaves the decision to them. By these rules errors of the server and
   * the network, timeouts, 429 and 503 are worth another attempt, the caller's own faults and bad keys are not. An abort is
   * never retried.
   */
  readonly shouldRetry?: ((error: unknown, facts: RetryFacts) => boolean | undefined) | undefined
  /** A server that asks for a longer wait gets this one, ≥ 0. @default 60 000 */
  readonly maxRetryAfterMs?: number | undefined
  /** How long one attempt may take, > 0. Does not bound the reading of a returned body. @default Infinity */
  readonly attemptTimeoutMs?: number | undefined
  /** How long everything may take, waits included, > 0. @default Infinity */
  readonly deadlineMs?: number | undefined
  /** Charged for each retry; share one among all calls of an upstream. `false` = no bound. @default false */
  readonly budget?: RetryBudget | false | undefined
  /** The caller's: ends an attempt or a wait at once, with its own reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * True: a returned `Response` with a status of 400 or more is a failure like an error with that status. It is retried by the
   * same rules, its body is cancelled then, and at the end a `ProviderError` with `response` is thrown, whose body is not read.
   * False: such a response is a result like any other.
   *
   * @default true
   */
  readonly classifyResponse?: boolean | undefined
  /** Called before each wait. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  /**
   * Called when one of your own functions throws or gives what makes no sense: `classify`, `shouldRetry`, `onRetry`, a backoff, a
   * budget, a clock, `random`. The call goes on as if that option had its default; without this option nothing tells.
   */
  readonly onCallbackFailed?: ((failure: CallbackFailure) => void) | undefined
  /** Unix time in ms, and timers. @default systemClock */
  readonly clock?: Clock | undefined
  /** @default systemRandom */
  readonly random?: Random | undefined
}

/** Checked settings. */
export interface RetrySettings {
  readonly maxAttempts: number
  readonly backoff: Backoff
  readonly classify: RetryOptions['classify']
  readonly shouldRetry: RetryOptions['shouldRetry']
  readonly maxRetryAfterMs: number
  readonly attemptTimeoutMs: number
  readonly deadlineMs: number
  readonly budget: RetryBudget | false
  readonly signal: AbortSignal | undefined
  readonly classifyResponse: boolean
  readonly onRetry: RetryOptions['onRetry']
  readonly onCallbackFailed: RetryOptions['onCallbackFailed']
  readonly clock: Clock
  readonly random: Random
}

/** The check and the default of each option. */
export const retryTable: OptionTable<RetrySettings> = {
  maxAttempts: [atLeastOne, 3],
  backoff: [checkBackoff, exponentialBackoff()],
  classify: [checkFunction],
  shouldRetry: [checkFunction],
  maxRetryAfterMs: [nonNegative, 60_000],
  attemptTimeoutMs: [positive, Infinity],
  deadlineMs: [positive, Infinity],
  budget: [checkBudget, false],
  signal: [checkSignal],
  classifyResponse: [checkBoolean, true],
  onRetry: [checkFunction],
  onCallbackFailed: [checkFunction],
  clock: [hasMethods('now', 'schedule'), systemClock],
  random: [checkFunction, systemRandom],
}

/** Names that other libraries give to these options. */
export const retryHints: Readonly<Record<string, string>> = {
  retries: 'maxAttempts',
  maxRetries: 'maxAttempts',
  attempts: 'maxAttempts',
  timeout: 'attemptTimeoutMs',
  timeoutMs: 'attemptTimeoutMs',
  retryDelay: 'backoff',
  delay: 'backoff',
}
