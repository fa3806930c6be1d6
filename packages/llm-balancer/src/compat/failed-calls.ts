import {
  AllTargetsFailedError,
  BalancerError,
  DeadlineExceededError,
  failedAttemptsOf,
  NoTargetAvailableError,
  ProviderError,
} from '@llm-balancer/core'
import { StreamInterruptedError, type FailedCall as FailedAttempt } from '@llm-balancer/core'

/** An attempt of a request that failed, and what it failed with. */
export type FailedCall = Omit<FailedAttempt, 'durationMs'>

const failures = [AllTargetsFailedError, DeadlineExceededError, NoTargetAvailableError]

/** The attempts behind an error that a request failed with, none where none could be made; undefined for any other error. */
export function failedCallsOf(error: unknown): readonly FailedCall[] | undefined {
  if (StreamInterruptedError.isInstance(error))
    return [{ number: 1, targetId: error.targetId, kind: error.kind, error }]
  if (ProviderError.isInstance(error))
    return failedAttemptsOf(error) ?? [{ number: 1, targetId: error.provider, kind: error.kind, error }]
  return failures.some((one) => one.isInstance(error)) ? failedAttemptsOf(error) : undefined
}

/** True for an error of this family that has a documented class, made with whichever copy of this package. */
export function isNamed(error: unknown, name: string): boolean {
  return BalancerError.isInstance(error) && error.name === name
}

/** The same work with the documented errors. */
export async function translated<Value>(
  work: PromiseLike<Value>,
  toError: (error: unknown) => unknown,
): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw toError(error)
  }
}
