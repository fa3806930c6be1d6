import type { BackoffSequence } from '@llm-balancer/core'
import { finite, numberWithin, oneOf, readOptions, type OptionTable } from '@llm-balancer/core/options'
import type { Random } from '@llm-balancer/core/time'
import { ConstantBackoff, ExponentialBackoff } from 'cockatiel'
import { decorrelatedJitter, fullJitter, noJitter, type JitterGenerator } from './jitter.ts'

/** See {@link ExponentialBackoffOptions.jitter}. */
export type Jitter = 'full' | 'decorrelated' | 'none'

/** Settings of {@link exponentialBackoff}, times in ms. */
export interface ExponentialBackoffOptions {
  /** The first wait is about this long, ≥ 0. @default 500 */
  readonly baseMs?: number | undefined
  /** No wait is longer, ≥ 0. @default 8000 */
  readonly maxMs?: number | undefined
  /** Each further wait is up to this many times longer, ≥ 1. @default 2 */
  readonly factor?: number | undefined
  /**
   * How waits are spread, so that callers that failed together do not come back together. `full`: anything from 0 to
   * the exponential wait. `decorrelated`: Polly's second formula, whose waits end evenly spread over time around the
   * exponential ones. `none`: the exponential wait itself.
   *
   * @default 'full'
   */
  readonly jitter?: Jitter | undefined
}

type Settings = {
  readonly [Name in keyof ExponentialBackoffOptions]-?: NonNullable<ExponentialBackoffOptions[Name]>
}

const table: OptionTable<Settings> = {
  baseMs: [finite, 500],
  maxMs: [finite, 8000],
  factor: [numberWithin({ min: 1, max: Infinity }), 2],
  jitter: [oneOf('full', 'decorrelated', 'none'), 'full'],
}

const jitters: Readonly<Record<Jitter, (random: Random) => JitterGenerator>> = {
  full: fullJitter,
  decorrelated: decorrelatedJitter,
  none: noJitter,
}

/**
 * Waits that grow exponentially: a backoff for `retry` and for a balancer's `retry.backoff`. Sources: Marc Brooker,
 * "Exponential Backoff And Jitter", AWS Architecture Blog, 2015; `decorrelated`: Polly.Contrib.WaitAndRetry,
 * `DecorrelatedJitterBackoffV2`.
 *
 * @throws RangeError or TypeError for a bad option
 */
export function exponentialBackoff(options: ExponentialBackoffOptions = {}): BackoffSequence {
  const { baseMs, maxMs, factor: exponent, jitter } = readOptions('exponentialBackoff', options, table)
  const shape = { initialDelay: baseMs, maxDelay: maxMs, exponent }
  const generatorOf = jitters[jitter]
  return {
    next: ({ random }) => new ExponentialBackoff({ ...shape, generator: generatorOf(random) }).next(),
  }
}

/**
 * The same wait each time: a backoff for `retry` and for a balancer's `retry.backoff`.
 *
 * @throws RangeError or TypeError when `delayMs` is not a number ≥ 0
 */
export function constantBackoff(delayMs: number): BackoffSequence {
  finite('delayMs', delayMs, 'constantBackoff')
  return new ConstantBackoff(delayMs)
}
