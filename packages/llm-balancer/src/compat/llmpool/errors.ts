import { BalancerError, classifyError, DeadlineExceededError, failureRules } from '@llm-balancer/core'
import { NoTargetAvailableError, type FailureKind } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { failedAttempts, type FailedCall } from '../error-origins.ts'
import { FailedProviderError } from '../failed-provider-error.ts'
import type { FailedChatAttempt, ProviderErrorFacts } from './types.ts'

/**
 * A chat failed: at one provider, at several (`errors` has each attempt then, and `provider` is the one that was asked last), or because none
 * may be asked now. It belongs to this project's family of errors: `kind` and `scope` say what the failure means.
 */
export class ProviderError extends FailedProviderError {
  override readonly name: string = 'ProviderError'
  /** True for an outage, a network failure or a timeout: later, or at another provider, the same request may succeed. */
  declare readonly retryable: boolean
  /** How many attempts the chat made. */
  declare readonly attempts?: number
  /** What each attempt failed with. */
  declare readonly errors?: readonly FailedChatAttempt[]
  /** The names of the providers that were asked. */
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

/** For how long a provider that says nothing of it counts as limited, in ms. */
export const usualResetMs = 60_000

/** True when the same request may succeed later, or elsewhere. */
export function isRetryable(kind: FailureKind): boolean {
  return failureRules[kind].retry !== 'never'
}

/**
 * What `chat` throws for an error of the balancer. Anything else (an abort's reason, a bad request) is thrown as it is.
 *
 * @param nameOf the provider at which a single error happened, as far as known
 */
export function toPoolError(error: unknown, nameOf: (error: unknown) => string | undefined): unknown {
  if (NoTargetAvailableError.isInstance(error)) return nothingAvailable(error)
  const failed = failedAttempts(error, nameOf)
  if (failed === undefined) return error
  const isDeadline = DeadlineExceededError.isInstance(error)
  if (!isDeadline && failed.every(({ kind }) => kind === 'rate-limit')) return soonestOf(failed)
  const errors = failed.map(({ targetId: provider, number: attempt, kind, ...one }): FailedChatAttempt => {
    const message = one.error instanceof Error ? one.error.message : kind
    const facts = { provider, message, attempt, retryable: isRetryable(kind) }
    return { ...facts, ...defined({ statusCode: one.status }) }
  })
  const last = failed.at(-1)
  const retryable = isDeadline || errors.some((one) => one.retryable)
  return new ProviderError(wordsOf(error), last?.targetId ?? 'llmpool', last?.status, retryable, {
    kind: isDeadline ? 'timeout' : (last?.kind ?? 'overloaded'),
    ...{ retryAfterMs: (error as BalancerError).retryAfterMs, attempts: failed.length, errors, cause: error },
    providersAttempted: [...new Set(errors.map(({ provider }) => provider))],
  })
}

function nothingAvailable(error: NoTargetAvailableError): Error {
  const { considered, retryAfterMs = 0 } = error
  const firstAt = Math.min(...considered.map(({ availableAt }) => availableAt))
  const limits = considered.flatMap(({ id: targetId, reason, availableAt }) => {
    const isLimit = /(?:^|: )rate-limit$/.test(reason) && availableAt < Infinity
    return isLimit ? [{ targetId, retryAfterMs: retryAfterMs + availableAt - firstAt }] : []
  })
  if (limits.length > 0) return soonestOf(limits)
  const comesBack = considered.some(({ reason }) => !reason.startsWith('quarantined'))
  const facts = { kind: 'overloaded', retryAfterMs: error.retryAfterMs, attempts: 0, cause: error } as const
  return new ProviderError(wordsOf(error), considered[0]?.id ?? 'llmpool', undefined, comesBack, facts)
}

/** The error of these limits: of the one that ends first. */
function soonestOf(limits: readonly Pick<FailedCall, 'targetId' | 'retryAfterMs'>[]): RateLimitError {
  const seconds = limits.map(({ retryAfterMs = usualResetMs }) => Math.ceil(retryAfterMs / 1000))
  const resetTime = Math.min(...seconds)
  const provider = limits[seconds.indexOf(resetTime)]?.targetId ?? 'llmpool'
  return new RateLimitError(`${provider}: rate limited, retry in ${resetTime} s`, provider, resetTime)
}

/** What the balancer says, in the words of a pool. */
function wordsOf(error: unknown): string {
  const nothing = /has no targets; add one|no target may take the call now/
  return (error as Error).message
    .replace(/^balancer: /, 'llmpool: ')
    .replace(nothing, 'no available providers')
}
