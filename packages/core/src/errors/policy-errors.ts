import { BalancerError, errorCodeOf } from './balancer-error.ts'

/** A circuit is open: the call was not made. */
export class CircuitOpenError extends BalancerError {
  override readonly name = 'CircuitOpenError'
  /** Milliseconds until the circuit lets a probe through. */
  declare readonly retryAfterMs: number

  constructor(message: string, options: { readonly retryAfterMs: number; readonly cause?: unknown }) {
    super(message, 'circuit-open', options)
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is CircuitOpenError {
    return errorCodeOf(error) === 'circuit-open'
  }
}

/** A local limit is used up: the call was not made. */
export class RateLimitedError extends BalancerError {
  override readonly name = 'RateLimitedError'
  /** Milliseconds until the limit has room again. */
  declare readonly retryAfterMs: number

  constructor(message: string, options: { readonly retryAfterMs: number; readonly cause?: unknown }) {
    super(message, 'rate-limited', options)
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is RateLimitedError {
    return errorCodeOf(error) === 'rate-limited'
  }
}

/** What may be spent is spent, or set aside for calls that run: the call was not made. */
export class BudgetExceededError extends BalancerError {
  override readonly name = 'BudgetExceededError'
  /** Milliseconds until more may be spent; absent when it depends on calls that run, or waiting does not help. */
  declare readonly retryAfterMs?: number
  /** What may be spent, in US dollars. */
  declare readonly limitUsd: number

  constructor(
    message: string,
    options: {
      readonly limitUsd: number
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, 'budget-exceeded', options)
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is BudgetExceededError {
    return errorCodeOf(error) === 'budget-exceeded'
  }
}
