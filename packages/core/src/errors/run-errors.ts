import { defined } from '../options/defined.ts'
import { BalancerError, errorCodeOf } from './balancer-error.ts'
import type { FailureKind } from './failure.ts'

/** Why a target could not be chosen. `tried` and `filtered` belong to the run; the others to the target or a guard. */
export interface ConsideredTarget {
  readonly id: string
  /** A word such as `drained`, `filtered`, `cooling: rate-limit`, `quarantined: auth`, or a guard's name. */
  readonly reason: string
  /** Clock time in ms from which it may be chosen; Infinity when nothing is known to change that. */
  readonly availableAt: number
}

/** No target may take the call now, and none was called. */
export class NoTargetAvailableError extends BalancerError {
  override readonly name = 'NoTargetAvailableError'
  /** The targets, with the reason why each was passed over; of more than 100 the first of them. */
  declare readonly considered: readonly ConsideredTarget[]
  /** Milliseconds until the first of them may be chosen; absent when none will by itself. */
  declare readonly retryAfterMs?: number

  constructor(
    message: string,
    options: { readonly considered: readonly ConsideredTarget[]; readonly retryAfterMs?: number | undefined },
  ) {
    super(message, 'no-target-available', options)
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is NoTargetAvailableError {
    return errorCodeOf(error) === 'no-target-available'
  }
}

/** One failed attempt, as an {@link AllTargetsFailedError} lists it. */
export interface FailedAttempt {
  readonly number: number
  readonly targetId: string
  readonly kind: FailureKind
  readonly status?: number
  /** The system's own code, where the connection failed: `ECONNREFUSED`. */
  readonly code?: string
  readonly retryAfterMs?: number
  readonly durationMs: number
}

/** Every attempt of the run failed and nothing is left to try. `cause` is the last attempt's error. */
export class AllTargetsFailedError extends BalancerError {
  override readonly name: string = 'AllTargetsFailedError'
  /** The attempts' errors, in order. */
  declare readonly errors: readonly unknown[]
  /** What each attempt was, in the same order. */
  declare readonly attempts: readonly FailedAttempt[]
  /** The targets that could not be chosen any more, and why; of more than 100 the first of them. */
  declare readonly considered: readonly ConsideredTarget[]
  /** Milliseconds until a target may be worth another try, as far as known. */
  declare readonly retryAfterMs?: number

  constructor(
    message: string,
    options: {
      readonly errors: readonly unknown[]
      readonly attempts: readonly FailedAttempt[]
      /** @default none */
      readonly considered?: readonly ConsideredTarget[]
      readonly retryAfterMs?: number | undefined
    },
  ) {
    super(message, 'all-targets-failed', { considered: [], ...options, cause: options.errors.at(-1) })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is AllTargetsFailedError {
    return errorCodeOf(error) === 'all-targets-failed'
  }
}

/** The run's total time was used up. `cause` is the last attempt's error, if an attempt had failed before. */
export class DeadlineExceededError extends BalancerError {
  override readonly name = 'DeadlineExceededError'
  /** The run's total time in ms. */
  declare readonly deadlineMs: number
  /** The errors of the attempts that had failed before, in order. */
  declare readonly errors: readonly unknown[]
  /** What each of those attempts was, in the same order. */
  declare readonly attempts: readonly FailedAttempt[]

  constructor(
    message: string,
    options: {
      readonly deadlineMs: number
      /** @default none */
      readonly errors?: readonly unknown[]
      readonly attempts: readonly FailedAttempt[]
      readonly cause?: unknown
    },
  ) {
    super(message, 'deadline-exceeded', { errors: [], ...options })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is DeadlineExceededError {
    return errorCodeOf(error) === 'deadline-exceeded'
  }
}

/** A stream broke after its first content had reached the caller. `cause` is what broke it. */
export class StreamInterruptedError<Chunk = unknown> extends BalancerError {
  override readonly name = 'StreamInterruptedError'
  /** The chunks the caller had been given, in order. Not enumerable, so that logging the error prints no content. */
  declare readonly partial: readonly Chunk[]
  declare readonly targetId: string
  declare readonly kind: FailureKind

  constructor(
    message: string,
    {
      partial,
      ...options
    }: {
      readonly partial: readonly Chunk[]
      readonly targetId: string
      readonly kind: FailureKind
      readonly cause?: unknown
    },
  ) {
    super(message, 'stream-interrupted', options)
    Object.defineProperty(this, 'partial', { value: partial })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is StreamInterruptedError {
    return errorCodeOf(error) === 'stream-interrupted'
  }
}

/**
 * The targets that alone hold what the call continues (`heldBy`) cannot serve it: blocked, failed, or gone. `cause` is the error of their
 * last attempt, where there was one. With the whole conversation in the request, any target could go on.
 */
export class StateUnavailableError extends BalancerError {
  override readonly name = 'StateUnavailableError'
  declare readonly kind: 'foreign-state'
  declare readonly scope: 'request'
  /** The targets that hold it, as far as they are the balancer's; of more than 10 the first of them. */
  declare readonly holders: readonly string[]
  /** What each attempt was, in order. */
  declare readonly attempts: readonly FailedAttempt[]
  /** The targets that could not be chosen, and why; of more than 100 the first of them. */
  declare readonly considered: readonly ConsideredTarget[]
  /** Milliseconds until one that holds it may serve; absent when none will by itself. */
  declare readonly retryAfterMs?: number

  constructor(
    message: string,
    options: {
      readonly holders: readonly string[]
      readonly attempts: readonly FailedAttempt[]
      readonly considered: readonly ConsideredTarget[]
      readonly retryAfterMs?: number | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, 'state-unavailable', { kind: 'foreign-state', scope: 'request', ...options })
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is StateUnavailableError {
    return errorCodeOf(error) === 'state-unavailable'
  }
}

/** A strategy threw, or chose something that is not one of its candidates. `cause` is what it threw. */
export class StrategyError extends BalancerError {
  override readonly name = 'StrategyError'
  /** The strategy's name. */
  declare readonly strategy: string

  constructor(message: string, options: { readonly strategy: string; readonly cause?: unknown }) {
    super(message, 'strategy-failed', options)
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is StrategyError {
    return errorCodeOf(error) === 'strategy-failed'
  }
}

/** The balancer was closed before the run could start or continue. */
export class BalancerClosedError extends BalancerError {
  override readonly name = 'BalancerClosedError'

  /** @param cause the run's last error, when attempts had failed before */
  constructor(cause?: unknown) {
    super('balancer: closed', 'balancer-closed', defined({ cause }))
  }

  /** True for such an error of any copy of this package. */
  static override isInstance(error: unknown): error is BalancerClosedError {
    return errorCodeOf(error) === 'balancer-closed'
  }
}
