import { BalancerError } from '@llm-balancer/core'
import type {
  BalancerErrorCode,
  ConsideredTarget,
  FailedAttempt,
  FailureKind,
  FailureScope,
} from '@llm-balancer/core'
import type { LLMError } from './llm-error.ts'

/** What a {@link LoadBalancerError} is made of. */
export interface LoadBalancerErrorOptions {
  /** @default 'all-targets-failed' */
  readonly code?: Extract<
    BalancerErrorCode,
    'all-targets-failed' | 'no-target-available' | 'deadline-exceeded'
  >
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
 * Several providers, or one several times, were asked in vain; or none could be asked; or the time was up: what
 * `llm.request` throws then. `code` says which of the three it was. To the rest of the family it is the error of that code.
 */
export class LoadBalancerError extends BalancerError {
  override readonly name: string = 'LoadBalancerError'
  /** What each attempt failed with, in order; empty when no provider could be asked. */
  readonly errors: readonly LLMError[]
  /** What each attempt was, in the same order. */
  readonly attempts: readonly FailedAttempt[]
  /** Why each provider was passed over, when none could be asked. */
  readonly considered: readonly ConsideredTarget[]
  /** What the failure means as a whole: the last attempt's kind, `timeout`, or `overloaded` when none could be asked. */
  readonly kind: FailureKind
  readonly scope: FailureScope = 'target'
  /** Milliseconds until a provider may be worth another try, as far as known. */
  declare readonly retryAfterMs?: number
  /** The run's total time in ms, when it was used up. */
  declare readonly deadlineMs?: number

  constructor(message: string, errors: readonly LLMError[] = [], options: LoadBalancerErrorOptions = {}) {
    const { code = 'all-targets-failed', attempts = [], considered = [], retryAfterMs, deadlineMs } = options
    const cause = options.cause ?? errors.at(-1)
    super(message, code, cause === undefined ? {} : { cause })
    this.errors = errors
    this.attempts = attempts
    this.considered = considered
    this.kind = code === 'deadline-exceeded' ? 'timeout' : (errors.at(-1)?.kind ?? 'overloaded')
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs
    if (deadlineMs !== undefined) this.deadlineMs = deadlineMs
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LoadBalancerError {
    return BalancerError.isInstance(error) && error.name === 'LoadBalancerError'
  }
}
