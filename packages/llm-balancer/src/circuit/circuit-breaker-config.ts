import { systemClock, type Clock } from '@llm-balancer/core'
import { checkKnown, checkOptionalFunction, type Fetch } from '@llm-balancer/provider'
import { checkNumber, describe, within } from '../config/checks.ts'

/** When the circuit opens and closes. Times in ms. */
export interface CircuitBreakerConfig {
  /**
   * Failed calls in a row that open it, a whole number ≥ 1. A call counts once, however often it is retried, and only for
   * what is the service's fault. After a minute without another failure the count begins anew.
   *
   * @default 5
   */
  readonly failureThreshold: number
  /** How long it stays open before a call may probe the service, ≥ 0. @default 30 000 */
  readonly resetTimeout: number
  /** Successful probes that close it, a whole number ≥ 1. One goes at a time. @default 3 */
  readonly successThreshold: number
  /** Time of one attempt until its whole answer is there, ≥ 0; 0 = no limit. @default 10 000 */
  readonly timeout: number
}

/** How failed calls are made again. Times in ms. */
export interface RetryConfig {
  /** Attempts after the first one, a whole number ≥ 0. @default 3 */
  readonly maxRetries: number
  /** The first wait, ≥ 0. A `Retry-After` of the service wins over all of them, up to a minute. @default 1000 */
  readonly initialDelay: number
  /** No wait is longer, ≥ 0. @default 30 000 */
  readonly maxDelay: number
  /** Each wait is so many times the one before, ≥ 1. @default 2 */
  readonly backoffFactor: number
  /** Answers worth another attempt; what fails without an answer is worth one, too. @default [429, 500, 502, 503, 504] */
  readonly retryOnStatusCodes: readonly number[]
}

/** Every option of `Config` may be missing or undefined, and has its default then. */
type Given<Config> = { readonly [Name in keyof Config]?: Config[Name] | undefined }

/** Settings of `LLMCircuitBreaker`. */
export interface LLMCircuitBreakerOptions {
  readonly circuitBreaker?: Given<CircuitBreakerConfig> | undefined
  readonly retry?: Given<RetryConfig> | undefined
  /** Makes the requests. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Where time and timers come from. @default the machine's clock */
  readonly clock?: Clock | undefined
}

/** The same, checked and complete. */
export interface LLMCircuitBreakerSettings extends CircuitBreakerConfig, RetryConfig {
  readonly fetch: Fetch
  readonly clock: Clock
}

const owner = 'LLMCircuitBreaker'

/** @throws TypeError or RangeError naming the option that is wrong */
export function resolveSettings(options: LLMCircuitBreakerOptions): LLMCircuitBreakerSettings {
  checkKnown(owner, options, ['circuitBreaker', 'retry', 'fetch', 'clock'])
  checkOptionalFunction(owner, 'fetch', options.fetch)
  const { circuitBreaker = {}, retry = {}, clock = systemClock } = options
  const platformFetch: Fetch = (url, init) => globalThis.fetch(url, init)
  return {
    ...within(`${owner}, "circuitBreaker"`, () => circuitSettings(circuitBreaker)),
    ...within(`${owner}, "retry"`, () => retrySettings(retry)),
    fetch: options.fetch ?? platformFetch,
    clock,
  }
}

function circuitSettings(given: Given<CircuitBreakerConfig>): CircuitBreakerConfig {
  checkKnown('a circuit', given, ['failureThreshold', 'resetTimeout', 'successThreshold', 'timeout'])
  const count = { min: 1, isInteger: true, isInfiniteAllowed: true }
  return {
    failureThreshold: checkNumber('failureThreshold', given.failureThreshold ?? 5, count),
    resetTimeout: checkNumber('resetTimeout', given.resetTimeout ?? 30_000, { min: 0 }),
    successThreshold: checkNumber('successThreshold', given.successThreshold ?? 3, {
      min: 1,
      isInteger: true,
    }),
    timeout: checkNumber('timeout', given.timeout ?? 10_000, { min: 0 }),
  }
}

const usualStatusCodes = [429, 500, 502, 503, 504]

function retrySettings(given: Given<RetryConfig>): RetryConfig {
  checkKnown('a retry', given, [
    'maxRetries',
    'initialDelay',
    'maxDelay',
    'backoffFactor',
    'retryOnStatusCodes',
  ])
  const { retryOnStatusCodes = usualStatusCodes } = given
  if (!Array.isArray(retryOnStatusCodes)) {
    throw new TypeError(`"retryOnStatusCodes" must be an array, got ${describe(retryOnStatusCodes)}`)
  }
  return {
    maxRetries: checkNumber('maxRetries', given.maxRetries ?? 3, { min: 0, isInteger: true }),
    initialDelay: checkNumber('initialDelay', given.initialDelay ?? 1000, { min: 0 }),
    maxDelay: checkNumber('maxDelay', given.maxDelay ?? 30_000, { min: 0 }),
    backoffFactor: checkNumber('backoffFactor', given.backoffFactor ?? 2, { min: 1 }),
    retryOnStatusCodes: retryOnStatusCodes.map((status: unknown) =>
      checkNumber('retryOnStatusCodes', status, { min: 100, max: 599, isInteger: true }),
    ),
  }
}
