import type { AllTargetsFailedError, Classify, DeadlineExceededError } from '@llm-balancer/core'
import { BalancerError } from '@llm-balancer/core'

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

/** What each attempt of a run failed with, in the documented shape. */
export function eachFailed<Failed>(
  { attempts, errors }: Pick<AllTargetsFailedError | DeadlineExceededError, 'attempts' | 'errors'>,
  describe: (error: unknown, attempt: (typeof attempts)[number]) => Failed,
): Failed[] {
  return attempts.map((attempt, index) => describe(errors[index], attempt))
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
