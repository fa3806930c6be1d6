import { BalancerError, ProviderError, StreamInterruptedError } from '@llm-balancer/core'
import type { ConsideredTarget, FailedAttempt, FailureKind, FailureScope } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { safeError } from '../../errors/safe-error.ts'
import { failedCallsOf, isNamed } from '../failed-calls.ts'
import { FailedProviderError, judgedFacts } from '../failed-provider-error.ts'

/**
 * One provider failed: what `request` throws when a single attempt was made, or when the request itself is at fault. Also
 * what a {@link BaseProvider} may throw. It belongs to this project's family of errors: `ProviderError.isInstance` holds, and
 * `kind` and `scope` say what the failure means.
 */
export class LLMError extends FailedProviderError {
  override readonly name: string = 'LLMError'
  /** The vendor's id of the request, for its support. */
  declare readonly requestId?: string
  /** The vendor's own code: `insufficient_quota`. */
  declare readonly vendorCode?: string
  /** The same as `statusCode`, by the name that the family uses. Not enumerable. */
  declare readonly status?: number
  /** The original: an error of this family as it is, any other as a copy without secrets. Not enumerable. */
  declare readonly originalError?: Error

  /** @param details the HTTP status, and what was caught */
  constructor(message: string, provider: string, ...details: [statusCode?: number, originalError?: unknown]) {
    const [statusCode, original] = details
    const isKin = BalancerError.isInstance(original)
    const cause = isKin || original === undefined ? original : safeError(original)
    const { requestId, vendorCode } = ProviderError.isInstance(original) ? original : {}
    const facts = { provider, statusCode, requestId, vendorCode, cause }
    super(message, 'provider-failed', judgedFacts(message, facts, original))
    for (const [name, value] of Object.entries(defined({ status: this.statusCode, originalError: cause })))
      Object.defineProperty(this, name, { value })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LLMError {
    return isNamed(error, 'LLMError')
  }
}

/** Details of a {@link LoadBalancerError} beside its errors. */
export interface LoadBalancerErrorFacts {
  /** @default 'all-targets-failed' */
  readonly code?: 'all-targets-failed' | 'no-target-available' | 'deadline-exceeded'
  /** @default [] */
  readonly attempts?: readonly FailedAttempt[]
  /** @default [] */
  readonly considered?: readonly ConsideredTarget[]
  readonly retryAfterMs?: number | undefined
  readonly deadlineMs?: number | undefined
  /** @default the last of the errors */
  readonly cause?: unknown
}

/**
 * Several attempts failed, no provider could be asked, or the time was up: what `request` throws then. `code` says which of
 * the three. It belongs to this project's family of errors, as the error of that code.
 */
export class LoadBalancerError extends BalancerError {
  override readonly name: string = 'LoadBalancerError'
  /** What each attempt failed with, in order; empty when no provider could be asked. */
  declare readonly errors: readonly LLMError[]
  /** What each attempt was, in the same order. */
  declare readonly attempts: readonly FailedAttempt[]
  /** Why each provider was skipped, when none could be called. */
  declare readonly considered: readonly ConsideredTarget[]
  /** What the failure means as a whole: the last attempt's kind, `timeout`, or `overloaded` when no provider could be asked. */
  declare readonly kind: FailureKind
  declare readonly scope: FailureScope
  /** The request's total time in ms, when it was used up. */
  declare readonly deadlineMs?: number

  constructor(message: string, errors: readonly LLMError[] = [], facts: LoadBalancerErrorFacts = {}) {
    const { code = 'all-targets-failed' } = facts
    const last = errors.at(-1)
    const kind = code === 'deadline-exceeded' ? 'timeout' : (last?.kind ?? 'overloaded')
    const cause = last === undefined ? {} : { cause: last }
    super(message, code, { errors, attempts: [], considered: [], ...cause, ...facts, kind, scope: 'target' })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LoadBalancerError {
    return isNamed(error, 'LoadBalancerError')
  }
}

/**
 * What `request` throws for an error of the balancer: an {@link LLMError} for one failed attempt, a {@link LoadBalancerError}
 * for several, for none, or when the time is up. Anything else (an abort's reason, a strategy's error, a closed balancer) is
 * thrown as it is.
 */
export function toDocumentedError(error: unknown): unknown {
  const errors = failedCallsOf(error)?.map((one) => toLLMError(one.error, one.targetId))
  if (errors === undefined) return error
  const isSingle = ProviderError.isInstance(error) || StreamInterruptedError.isInstance(error)
  return isSingle ? errors.at(-1) : severalFailed(error as BalancerError, errors)
}

type Facts = BalancerError & Omit<LoadBalancerErrorFacts, 'code'>

function severalFailed(cause: BalancerError, errors: readonly LLMError[]): LoadBalancerError {
  const { code, attempts, considered, retryAfterMs, deadlineMs, message } = cause as Facts
  const facts = defined({ code, attempts, considered, retryAfterMs, deadlineMs, cause })
  return new LoadBalancerError(message, errors, facts as LoadBalancerErrorFacts)
}

/** The error of one failed attempt at a provider. */
export function toLLMError(error: unknown, provider = 'unknown'): LLMError {
  if (LLMError.isInstance(error)) return error
  return new LLMError(error instanceof Error ? error.message : 'failed', provider, undefined, error)
}
