/**
 * How long to wait between the attempts of one call. A backoff is a function that core's balancer takes as well, or a
 * sequence: an immutable list of waits that every call walks from its start, as cockatiel's backoffs are. Both are asked
 * only where the server does not say itself when to come back.
 */
import type { Backoff, Random } from '@llm-balancer/core'
import { ConstantBackoff, DelegateBackoff, ExponentialBackoff } from 'cockatiel'
import { decorrelatedJitter, fullJitter, noJitter, type JitterGenerator } from './jitter.ts'
import { checkOptions, factor, finite, oneOf, withDefaults, type OptionTable } from './options.ts'

/** What a sequence of waits may know. */
export interface BackoffContext {
  /** 0 before the second attempt, 1 before the third, and so on. */
  readonly retry: number
  readonly random: Random
  /** What the attempt failed with. */
  readonly error: unknown
}

/** A backoff with a memory: each call starts its own walk. Cockatiel's backoffs (`new IterableBackoff([…])`) are such. */
export interface BackoffSequence {
  /** The next step of the walk; changes nothing. */
  next(context: BackoffContext): BackoffStep
}

/** One step of a {@link BackoffSequence}. */
export interface BackoffStep extends BackoffSequence {
  /** The wait in ms, ≥ 0. */
  readonly duration: number
}

/** See {@link ExponentialBackoffOptions.jitter}. */
export type Jitter = 'full' | 'decorrelated' | 'none'

/** Settings of {@link exponentialBackoff}, times in ms. */
export interface ExponentialBackoffOptions {
  /** The first wait is about this long, ≥ 0. @default 500 */
  readonly baseMs?: number
  /** No wait is longer, ≥ 0. @default 8000 */
  readonly maxMs?: number
  /** Each further wait is up to this many times longer, ≥ 1. @default 2 */
  readonly factor?: number
  /**
   * How waits are spread, so that callers that failed together do not come back together. `full`: anything from 0 to
   * the exponential wait. `decorrelated`: Polly's second formula, whose tries are spread evenly over time around the
   * exponential ones. `none`: the exponential wait itself.
   *
   * @default 'full'
   */
  readonly jitter?: Jitter
}

const table: OptionTable<Required<ExponentialBackoffOptions>> = {
  baseMs: [finite, 500],
  maxMs: [finite, 8000],
  factor: [factor, 2],
  jitter: [oneOf('full', 'decorrelated', 'none'), 'full'],
}

const jitters: Readonly<Record<Jitter, (random: Random) => JitterGenerator>> = {
  full: fullJitter,
  decorrelated: decorrelatedJitter,
  none: noJitter,
}

/**
 * Waits that grow exponentially. Sources: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015;
 * `decorrelated`: Polly.Contrib.WaitAndRetry, `DecorrelatedJitterBackoffV2`.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): BackoffSequence {
  checkOptions('exponentialBackoff', options, table)
  const { baseMs, maxMs, factor: exponent, jitter } = withDefaults(table, options)
  const shape = { initialDelay: baseMs, maxDelay: maxMs, exponent }
  const generatorOf = jitters[jitter]
  return {
    next: ({ random }) => new ExponentialBackoff({ ...shape, generator: generatorOf(random) }).next(),
  }
}

/**
 * The same wait each time.
 *
 * @throws RangeError or TypeError when `delayMs` is not a number ≥ 0
 */
export function constantBackoff(delayMs: number): BackoffSequence {
  finite('delayMs', delayMs)
  return new ConstantBackoff(delayMs)
}

/** The sequence of a backoff, whichever way it was given. */
export function sequenceOf(backoff: Backoff | BackoffSequence): BackoffSequence {
  if (typeof backoff !== 'function') return backoff
  return new DelegateBackoff<BackoffContext>(({ retry, random }) => {
    const delayMs: unknown = backoff(retry, random)
    return typeof delayMs === 'number' ? delayMs : Number.NaN
  })
}
