import { BalancerError, errorCodeOf } from './balancer-error.ts'
import { failureRules, type Failure, type FailureKind, type FailureScope } from './failure.ts'

/** Options of a {@link ProviderError}. */
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
  /** True when no rule names the refusal. See {@link Failure.isGuess}. */
  readonly isGuess?: boolean | undefined
  /** The vendor's own code or type: `insufficient_quota`. */
  readonly vendorCode?: string | undefined
  /** The vendor's own words, bounded and with every known secret taken out by the adapter. See {@link ProviderError.vendorMessage}. */
  readonly vendorMessage?: string | undefined
  /** The refusal itself, where a call gave a `Response`; its body is not read. See {@link ProviderError.response}. */
  readonly response?: Response | undefined
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
  declare readonly isGuess?: boolean
  declare readonly vendorCode?: string
  readonly #vendorMessage: string | undefined
  readonly #response: Response | undefined

  constructor({ message, vendorMessage, response, ...options }: ProviderErrorOptions) {
    const { provider, modelId, scope = failureRules[options.kind].scope } = options
    const speaker = modelId === undefined ? provider : `${provider}/${modelId}`
    super(`${speaker}: ${message}`, 'provider-failed', { ...options, scope })
    this.#vendorMessage = vendorMessage
    this.#response = response
  }

  /**
   * The vendor's own words on the refusal, for the developer: they may repeat a part of the prompt. Read it by name; it is no
   * property of the error, so that neither JSON nor a logger nor an inspector that shows hidden properties prints it.
   */
  get vendorMessage(): string | undefined {
    return this.#vendorMessage
  }

  /**
   * The response that the call returned in place of an answer, with its body not read yet: `await error.response?.text()`. No
   * property of the error either, because its headers may hold cookies.
   */
  get response(): Response | undefined {
    return this.#response
  }

  /** True for a provider error of any copy of this package. */
  static override isInstance(error: unknown): error is ProviderError {
    return errorCodeOf(error) === 'provider-failed'
  }
}
