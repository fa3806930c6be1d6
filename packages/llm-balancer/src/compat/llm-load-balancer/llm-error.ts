import { BalancerError, classifyError, ProviderError } from '@llm-balancer/core'
import type { Failure, FailureKind, FailureScope } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { safeError } from '../../errors/safe-error.ts'

/**
 * One provider failed: what `request` throws when a single attempt was made, or when the request itself is at fault. Also
 * what a {@link BaseProvider} may throw. It belongs to this project's family of errors: `ProviderError.isInstance` holds, and
 * `kind` and `scope` say what the failure means.
 */
export class LLMError extends BalancerError implements Failure {
  override readonly name: string = 'LLMError'
  /** The provider entry's name. */
  declare readonly provider: string
  /** HTTP status, where there was one. */
  declare readonly statusCode?: number
  declare readonly kind: FailureKind
  declare readonly scope: FailureScope
  /** Milliseconds after which the vendor says a call may work again. */
  declare readonly retryAfterMs?: number
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
    const cause = original === undefined ? undefined : safeOriginal(original)
    const { kind, scope, status = statusCode, retryAfterMs } = failureOf(message, statusCode, original)
    const { requestId, vendorCode } = ProviderError.isInstance(original) ? original : {}
    super(message, 'provider-failed', {
      ...{ provider, statusCode: statusCode ?? status, kind, scope, retryAfterMs, requestId, vendorCode },
      ...(cause === undefined ? {} : { cause }),
    })
    for (const [name, value] of Object.entries(defined({ status: this.statusCode, originalError: cause })))
      Object.defineProperty(this, name, { value })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LLMError {
    return BalancerError.isInstance(error) && error.name === 'LLMError'
  }
}

function safeOriginal(original: unknown): Error {
  return BalancerError.isInstance(original) ? original : safeError(original)
}

/** An error of this family has its kind; any other is classified by its shape, with the status that the thrower names. */
function failureOf(message: string, statusCode: number | undefined, original: unknown): Failure {
  if (BalancerError.isInstance(original)) return classifyError(original, 0)
  const status = statusCode ?? classifyError(original, 0).status
  return classifyError(defined({ message, cause: original, status }), 0)
}
