import { BalancerError, classifyError, failureRules } from '@llm-balancer/core'
import type { Failure, FailureKind, FailureScope } from '@llm-balancer/core'

/** One failed attempt of a chat. */
export interface FailedChatAttempt {
  readonly provider: string
  readonly message: string
  /** Counts from 1 within the chat. */
  readonly attempt: number
  readonly retryable: boolean
  readonly statusCode?: number
}

/** Further facts of a {@link ProviderError}. */
export interface ProviderErrorFacts {
  /** @default what the status and the message say */
  readonly kind?: FailureKind
  readonly retryAfterMs?: number | undefined
  /** How many attempts the chat made. */
  readonly attempts?: number
  readonly errors?: readonly FailedChatAttempt[]
  readonly providersAttempted?: readonly string[]
  readonly cause?: unknown
}

/**
 * A chat failed: at one provider, at several (then `errors` has each attempt), or because none may be asked now. It belongs to this
 * project's family of errors: `kind` and `scope` say what the failure means.
 */
export class ProviderError extends BalancerError implements Failure {
  override readonly name: string = 'ProviderError'
  /** The provider that failed; of several the one that was asked last. */
  declare readonly provider: string
  /** HTTP status, where there was one. */
  declare readonly statusCode?: number
  /** True for an outage, a network failure or a timeout: later, or at another provider, the same request may succeed. */
  declare readonly retryable: boolean
  declare readonly kind: FailureKind
  declare readonly scope: FailureScope
  /** Milliseconds after which a provider may be worth another try, as far as known. */
  declare readonly retryAfterMs?: number
  /** How many attempts the chat made; absent where it made one. */
  declare readonly attempts?: number
  /** What each of several attempts failed with. */
  declare readonly errors?: readonly FailedChatAttempt[]
  /** The names of the providers that were asked; absent where one was. */
  declare readonly providersAttempted?: readonly string[]

  /** @param details the HTTP status; whether another try makes sense (default true); further facts */
  constructor(
    message: string,
    provider: string,
    ...details: [statusCode?: number, retryable?: boolean, facts?: ProviderErrorFacts]
  ) {
    const [statusCode, retryable = true, facts = {}] = details
    const { kind = classifyError({ message, status: statusCode }, 0).kind } = facts
    const { scope } = failureRules[kind]
    super(message, 'provider-failed', { provider, statusCode, retryable, ...facts, kind, scope })
  }
}

/** Every provider that could be asked is at its limit: the vendor's, or the configured one. */
export class RateLimitError extends BalancerError {
  override readonly name: string = 'RateLimitError'
  /** The provider that has room first. */
  declare readonly provider: string
  /** Seconds until then. */
  declare readonly resetTime: number
  declare readonly retryAfterMs: number

  /** @param resetTime in seconds, ≥ 0 */
  constructor(message: string, provider: string, resetTime: number) {
    super(message, 'rate-limited', { provider, resetTime, retryAfterMs: resetTime * 1000 })
  }
}

/** The configuration cannot be read, or is not valid. Holds no key. */
export class ConfigurationError extends Error {
  override readonly name: string = 'ConfigurationError'
}
