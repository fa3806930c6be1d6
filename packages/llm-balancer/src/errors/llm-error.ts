import { BalancerError, classifyError, ProviderError } from '@llm-balancer/core'
import type { Failure, FailureKind, FailureScope } from '@llm-balancer/core'
import { safeError, statusOf } from './safe-error.ts'

/**
 * One provider failed: what `llm.request` throws when a single provider was asked, or when the request itself is at fault.
 * Also what a {@link BaseProvider} may throw to say which status it met. To the rest of the family it is a provider error:
 * `ProviderError.isInstance` holds, and `kind` and `scope` say what the failure means.
 */
export class LLMError extends BalancerError implements Failure {
  override readonly name: string = 'LLMError'
  /** The provider entry's name. */
  readonly provider: string
  readonly kind: FailureKind
  readonly scope: FailureScope
  /** HTTP status, where there was one. */
  declare readonly statusCode?: number
  /** The same as `statusCode`, by the name the rest of the family uses. Not enumerable. */
  declare readonly status?: number
  /** Milliseconds after which the vendor says a call may work again. */
  declare readonly retryAfterMs?: number
  /** The vendor's id of the request, for its support. */
  declare readonly requestId?: string
  /** The vendor's own code: `insufficient_quota`. */
  declare readonly vendorCode?: string
  /** What it was made of: an error of this family as it was, of any other a copy without secrets. Not enumerable. */
  declare readonly originalError?: Error

  /** @param details the HTTP status, and what was caught */
  constructor(message: string, provider: string, ...details: [statusCode?: number, originalError?: unknown]) {
    const [statusCode, original] = details
    const cause = original === undefined ? undefined : ownOrSafe(original)
    super(message, 'provider-failed', cause === undefined ? {} : { cause })
    this.provider = provider
    const failure = failureOf(message, statusCode, original)
    this.kind = failure.kind
    this.scope = failure.scope
    const status = statusCode ?? failure.status
    if (status !== undefined) {
      this.statusCode = status
      Object.defineProperty(this, 'status', { value: status })
    }
    if (failure.retryAfterMs !== undefined) this.retryAfterMs = failure.retryAfterMs
    if (ProviderError.isInstance(original)) {
      if (original.requestId !== undefined) this.requestId = original.requestId
      if (original.vendorCode !== undefined) this.vendorCode = original.vendorCode
    }
    if (cause !== undefined) Object.defineProperty(this, 'originalError', { value: cause })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LLMError {
    return BalancerError.isInstance(error) && error.name === 'LLMError'
  }
}

function ownOrSafe(original: unknown): Error {
  return BalancerError.isInstance(original) ? original : safeError(original)
}

/** An error of this family says what it is; any other is judged by its shape, with the status the thrower names. */
function failureOf(message: string, statusCode: number | undefined, original: unknown): Failure {
  if (BalancerError.isInstance(original)) return classifyError(original, 0)
  const status = statusCode ?? statusOf(original)
  return classifyError({ message, cause: original, ...(status === undefined ? {} : { status }) }, 0)
}
