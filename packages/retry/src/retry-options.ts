import { systemClock, systemRandom } from '@llm-balancer/core'
import type { Backoff, Clock, Failure, Random, RetryBudget } from '@llm-balancer/core'
import { exponentialBackoff, type BackoffSequence } from './backoff.ts'
import {
  atLeastOne,
  checkFunction,
  checkOptions,
  mustBe,
  nonNegative,
  positive,
  withDefaults,
  type OptionTable,
} from './options.ts'

/** What the work of one attempt is told. */
export interface RetryAttempt {
  /** 1 for the first attempt. */
  readonly attempt: number
  /**
   * Aborts when the attempt is to stop: the caller's abort, the attempt's timeout, the deadline. Hand it on: what is not
   * told to stop goes on working for nobody. Later it follows the caller's signal alone, so a returned body still does.
   */
  readonly signal: AbortSignal
  /** Milliseconds left of the deadline at the start of this attempt; Infinity without one. */
  readonly remainingMs: number
}

/** What is known where it is decided whether a failure is worth another attempt. */
export interface RetryFacts {
  /** The attempt that failed; 1 is the first. */
  readonly attempt: number
  /** What core's `classifyError` makes of the error. */
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
  /** The wait where the server does not say one. @default exponentialBackoff(): 500 ms × 2ⁿ up to 8 s, full jitter */
  readonly backoff?: Backoff | BackoffSequence | undefined
  /**
   * Decides instead of core's `failureRules`, by which server, network and timeout errors, 429 and 503 are worth another
   * attempt and the caller's faults and bad keys are not; undefined leaves it to them. An abort is never retried.
   */
  readonly shouldRetry?: ((error: unknown, facts: RetryFacts) => boolean | undefined) | undefined
  /** A server that asks for a longer wait gets this one, ≥ 0. @default 60 000 */
  readonly maxRetryAfterMs?: number | undefined
  /** How long one attempt may take, > 0. Bounds the work, never what it returned. @default Infinity */
  readonly attemptTimeoutMs?: number | undefined
  /** How long everything may take, waits included, > 0. @default Infinity */
  readonly deadlineMs?: number | undefined
  /** What retries are drawn from; share one among all calls of an upstream. @default none */
  readonly budget?: RetryBudget | undefined
  /** The caller's: ends an attempt or a wait at once, with its own reason. */
  readonly signal?: AbortSignal | undefined
  /** Told before each wait. What it throws is ignored. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
  /** Unix time in ms, and timers. @default systemClock */
  readonly clock?: Clock | undefined
  /** @default systemRandom */
  readonly random?: Random | undefined
}

/** Checked settings. */
export interface RetrySettings {
  readonly maxAttempts: number
  readonly backoff: Backoff | BackoffSequence
  readonly shouldRetry: RetryOptions['shouldRetry']
  readonly maxRetryAfterMs: number
  readonly attemptTimeoutMs: number
  readonly deadlineMs: number
  readonly budget: RetryBudget | undefined
  readonly signal: AbortSignal | undefined
  readonly onRetry: RetryOptions['onRetry']
  readonly clock: Clock
  readonly random: Random
}

/** A check for something that has the methods named. */
function having(expected: string, ...methods: readonly string[]): ReturnType<typeof mustBe> {
  return mustBe(expected, (value) => {
    if (typeof value !== 'object' || value === null) return false
    return methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  })
}

/** The caller's signal. */
export const checkSignal: ReturnType<typeof mustBe> = having('an AbortSignal', 'addEventListener')

/** A {@link RetryBudget}. */
export const checkBudget: ReturnType<typeof mustBe> = having('a retry budget', 'withdraw', 'deposit')

/** A `Clock`. */
export const checkClock: ReturnType<typeof mustBe> = having('a clock', 'now', 'schedule')

const checkSequence = having('a function or a sequence', 'next')

/** What each option may be, and is by default. */
export const retryTable: OptionTable<RetrySettings> = {
  maxAttempts: [atLeastOne, 3],
  backoff: [
    (name, value) => (typeof value === 'function' ? undefined : checkSequence(name, value)),
    exponentialBackoff(),
  ],
  shouldRetry: [checkFunction],
  maxRetryAfterMs: [nonNegative, 60_000],
  attemptTimeoutMs: [positive, Infinity],
  deadlineMs: [positive, Infinity],
  budget: [checkBudget],
  signal: [checkSignal],
  onRetry: [checkFunction],
  clock: [checkClock, systemClock],
  random: [checkFunction, systemRandom],
}

/** @throws RangeError or TypeError for a bad option */
export function resolveRetryOptions(owner: string, options: RetryOptions): RetrySettings {
  checkOptions(owner, options, retryTable)
  return withDefaults(retryTable, options)
}
