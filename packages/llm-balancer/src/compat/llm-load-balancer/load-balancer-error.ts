import { BalancerError } from '@llm-balancer/core'
import type {
  BalancerErrorCode,
  ConsideredTarget,
  FailedAttempt,
  FailureKind,
  FailureScope,
} from '@llm-balancer/core'
import type { LLMError } from './llm-error.ts'

/** Details of a {@link LoadBalancerError} beside its errors. */
export interface LoadBalancerErrorFacts {
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
  /** Milliseconds until a provider may be worth another try, as far as known. */
  declare readonly retryAfterMs?: number
  /** The request's total time in ms, when it was used up. */
  declare readonly deadlineMs?: number

  constructor(message: string, errors: readonly LLMError[] = [], facts: LoadBalancerErrorFacts = {}) {
    const { code = 'all-targets-failed', attempts = [], considered = [], retryAfterMs, deadlineMs } = facts
    const last = errors.at(-1)
    super(message, code, {
      ...{ errors, attempts, considered, retryAfterMs, deadlineMs, scope: 'target' },
      kind: code === 'deadline-exceeded' ? 'timeout' : (last?.kind ?? 'overloaded'),
      ...('cause' in facts ? { cause: facts.cause } : last === undefined ? {} : { cause: last }),
    })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is LoadBalancerError {
    return BalancerError.isInstance(error) && error.name === 'LoadBalancerError'
  }
}
