import type { ProviderError } from '@llm-balancer/core'
import type { Clock } from '@llm-balancer/core/time'
import type { Fetch, HeaderSettings } from '@llm-balancer/provider'

/** One HTTP call, as `LLMCircuitBreaker.call` takes it. */
export interface LLMCallOptions {
  /** Absolute, without credentials; https, or http to this machine. Redirects are not followed: they would carry the key to wherever they point. */
  readonly url: string
  /** @default 'POST' */
  readonly method?: string | undefined
  /** Keys belong here. An undefined value leaves the header out. */
  readonly headers?: HeaderSettings | undefined
  /** The body: text, bytes and forms are sent as they are, anything else as JSON. @default none */
  readonly data?: unknown
  /** Ends the call at once, with its own reason; it is not made again. */
  readonly signal?: AbortSignal | undefined
}

/** What the service answered to a failed call. */
export interface LLMCallResponse {
  readonly status: number
  /**
   * The body: parsed where it is JSON, else its text. Keys, header values and echoes of the request are taken out of it,
   * and each text in it is cut to 300 characters.
   */
  readonly data: unknown
}

/** What `LLMCircuitBreaker.call` throws for a failed attempt. */
export type LLMCallError = Error &
  Omit<ProviderError, 'response'> & {
    /** Absent when there was no answer. Not enumerable: what a service says does not belong in logs. */
    readonly response?: LLMCallResponse
  }

/** A circuit as `LLMCircuitBreaker.getState` describes it: plain data, a copy. */
export interface CircuitBreakerState {
  /**
   * `CLOSED`: calls go through. `OPEN`: they fail at once. `HALF_OPEN`: one at a time probes the service. An open circuit
   * whose time is over says `OPEN` until the next call.
   */
  readonly status: 'CLOSED' | 'OPEN' | 'HALF_OPEN'
  /** Failed calls in a row; 0 once it is closed again. */
  readonly failures: number
  /** Successful probes since it became half-open. */
  readonly successes: number
  /** Clock time in ms of the last call that counted as a failure; null before the first, and once it is closed again. */
  readonly lastFailure: number | null
  /** Clock time in ms from which a probe may be made; null unless it is open for a limited time. */
  readonly nextAttempt: number | null
}

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
