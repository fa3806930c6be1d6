import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkNumber,
  finite,
  hasMethods,
  mustBe,
  numberWithin,
  optionsOf,
  readOptions,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import type { Fetch } from '@llm-balancer/provider'

/** When the circuit opens and closes. Times in ms. */
export interface CircuitBreakerConfig {
  /**
   * Failed calls in a row that open it, a whole number ≥ 1; Infinity = never. A call counts once, however often it is
   * retried, and only for a failure of the service itself. After a minute without another failure the count starts anew.
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
  /** The first wait, ≥ 0. A `Retry-After` of the service replaces every wait, up to a minute. @default 1000 */
  readonly initialDelay: number
  /** No wait is longer, ≥ 0. @default 30 000 */
  readonly maxDelay: number
  /** Each wait is so many times the one before, ≥ 1. @default 2 */
  readonly backoffFactor: number
  /**
   * Statuses worth another attempt; an empty list means none. A failure without an answer (network, timeout) is always
   * worth one.
   *
   * @default [429, 500, 502, 503, 504]
   */
  readonly retryOnStatusCodes: readonly number[]
}

/** The options of `Config`: each may be missing or undefined, and then has its default. */
export type Given<Config> = { readonly [Name in keyof Config]?: Config[Name] | undefined }

/** Settings of `LLMCircuitBreaker`. */
export interface LLMCircuitBreakerOptions {
  readonly circuitBreaker?: Given<CircuitBreakerConfig> | undefined
  readonly retry?: Given<RetryConfig> | undefined
  /** Makes the requests. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Allows http to other hosts than this machine; keys in headers then travel unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Where time and timers come from. @default the machine's clock */
  readonly clock?: Clock | undefined
}

/** {@link LLMCircuitBreakerOptions}, checked and complete. */
export interface LLMCircuitBreakerSettings {
  readonly circuitBreaker: CircuitBreakerConfig
  readonly retry: RetryConfig
  readonly fetch: Fetch
  readonly allowInsecureHttp: boolean
  readonly clock: Clock
}

const wholeNumberFrom = (min: number): Check => numberWithin({ min, max: Infinity, integer: true })

const statusRange = { min: 100, max: 599, integer: true }

const checkStatusCodes: Check = (name, value, owner) => {
  const statuses = mustBe('an array of HTTP statuses', Array.isArray)(name, value, owner) as unknown[]
  return statuses.map((status, index) => checkNumber(`${name}[${String(index)}]`, status, statusRange, owner))
}

const circuitTable: OptionTable<CircuitBreakerConfig> = {
  failureThreshold: [atLeastOne, 5],
  resetTimeout: [finite, 30_000],
  successThreshold: [wholeNumberFrom(1), 3],
  timeout: [finite, 10_000],
}

/** The check and the default of each option of {@link RetryConfig}. */
export const retryTable: OptionTable<RetryConfig> = {
  maxRetries: [wholeNumberFrom(0), 3],
  initialDelay: [finite, 1000],
  maxDelay: [finite, 30_000],
  backoffFactor: [numberWithin({ min: 1, max: Infinity }), 2],
  retryOnStatusCodes: [checkStatusCodes, [429, 500, 502, 503, 504]],
}

/** The words of this project for what these options say. */
export const retryHints = {
  maxAttempts: 'maxRetries',
  baseMs: 'initialDelay',
  maxMs: 'maxDelay',
  factor: 'backoffFactor',
}

/** Inner options, written one level too high. */
const flatHints = {
  ...flat('circuitBreaker', Object.keys(circuitTable)),
  ...flat('retry', Object.keys(retryTable)),
}

function flat(group: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `${group}.${name}`]))
}

const platformFetch: Fetch = (url, init) => globalThis.fetch(url, init)

const table: OptionTable<LLMCircuitBreakerSettings> = {
  circuitBreaker: [optionsOf(circuitTable), {}],
  retry: [optionsOf(retryTable, { hints: retryHints }), {}],
  fetch: [checkFunction, platformFetch],
  allowInsecureHttp: [checkBoolean, false],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readCircuitBreakerOptions(options: LLMCircuitBreakerOptions): LLMCircuitBreakerSettings {
  return readOptions('LLMCircuitBreaker', options, table, { hints: flatHints })
}
