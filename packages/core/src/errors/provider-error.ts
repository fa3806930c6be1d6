import { BalancerError, errorCodeOf } from './balancer-error.ts'
import { failureRules, type Failure, type FailureKind, type FailureScope } from './failure.ts'

/** What a {@link ProviderError} is made of. */
export interface ProviderErrorOptions {
  /** What happened, in a few lower-case words: `rate limited`. Never a key, a header value or a prompt. */
  readonly message: string
  readonly kind: FailureKind
  /** Whom it is charged to. @default the kind's usual scope */
  readonly scope?: FailureScope | undefined
  /** The vendor: `openai`. */
  readonly provider: string
  readonly modelId?: string | undefined
  /** HTTP status, where there was one. */
  readonly status?: number | undefined
  /** The vendor's id of the request, for its support. */
  readonly requestId?: string | undefined
  /** Milliseconds after which the vendor says a call may work again. */
  readonly retryAfterMs?: number | undefined
  /** The vendor's own code or type: `insufficient_quota`. */
  readonly vendorCode?: string | undefined
  readonly cause?: unknown
}

/** A vendor's call failed. Says what kind of failure it is, whom it is charged to, and when to come back. */
export class ProviderError extends BalancerError implements Failure {
  override readonly name = 'ProviderError'
  declare readonly kind: FailureKind
  declare readonly scope: FailureScope
  declare readonly provider: string
  declare readonly modelId?: string
  declare readonly status?: number
  declare readonly requestId?: string
  declare readonly retryAfterMs?: number
  declare readonly vendorCode?: string

  constructor({ message, ...options }: ProviderErrorOptions) {
    const { provider, modelId, scope = failureRules[options.kind].scope } = options
    const speaker = modelId === undefined ? provider : `${provider}/${modelId}`
    super(`${speaker}: ${message}`, 'provider-failed', { ...options, scope })
  }

  /** True for a provider error of any copy of this package. */
  static override isInstance(error: unknown): error is ProviderError {
    return errorCodeOf(error) === 'provider-failed'
  }
}
