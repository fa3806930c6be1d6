import {
  AllTargetsFailedError,
  BalancerError,
  DeadlineExceededError,
  ProviderError,
} from '@llm-balancer/core'
import { StreamInterruptedError, type Classify, type FailedAttempt } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'

/** At which provider the errors of a balancer happened: what a single error of it does not say itself. */
export class ErrorOrigins {
  readonly #providers = new WeakMap<object, string>()

  /** A classifier that leaves every error to the next one, and notes where it happened. */
  readonly classify: Classify = (error, { target }) => {
    if (typeof error === 'object' && error !== null) this.#providers.set(error, target.id)
    return undefined
  }

  /** The provider of an error, as far as known. */
  readonly of = (error: unknown): string | undefined => this.#providers.get(error as object)
}

/** An attempt of a run that failed, and what it failed with. */
export type FailedCall = Omit<FailedAttempt, 'durationMs'> & { readonly error: unknown }

/**
 * The attempts behind an error that a run failed with; undefined for an error that no attempt is behind. A single error is that of one.
 *
 * @param nameOf the provider at which a single error happened, as far as known
 */
export function failedAttempts(
  error: unknown,
  nameOf: (error: unknown) => string | undefined,
): readonly FailedCall[] | undefined {
  if (AllTargetsFailedError.isInstance(error) || DeadlineExceededError.isInstance(error))
    return error.attempts.map((attempt, index) => ({ ...attempt, error: error.errors[index] }))
  if (StreamInterruptedError.isInstance(error))
    return [{ number: 1, targetId: error.targetId, kind: error.kind, error }]
  if (!ProviderError.isInstance(error)) return undefined
  const { kind, status, retryAfterMs } = error
  const facts = defined({ status, retryAfterMs })
  return [{ number: 1, targetId: nameOf(error) ?? error.provider, kind, ...facts, error }]
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
