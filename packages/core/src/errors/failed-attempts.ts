import {
  AllTargetsFailedError,
  DeadlineExceededError,
  NoTargetAvailableError,
  type FailedAttempt,
} from './run-errors.ts'

/** One failed attempt of a run, and what it failed with. */
export interface FailedCall extends FailedAttempt {
  readonly error: unknown
}

/** What the attempts of a failed run were, and in the same order what they failed with. */
export interface FailedAttempts {
  readonly attempts: readonly FailedAttempt[]
  readonly errors: readonly unknown[]
}

const known = new WeakMap<object, FailedAttempts>()

/** Keeps what was tried before a run failed with an error, for as long as there is the error. */
export function noteFailedRun(error: unknown, failed: FailedAttempts): void {
  if (typeof error === 'object' && error !== null) known.set(error, failed)
}

/**
 * The failed attempts of the run that threw an error, in order: also where the error is a client's own, which does not say at which target
 * it happened. Of an error that several runs threw, those of the last; but an error that lists its attempts gives those, also where an outer
 * balancer passed it on. Undefined for an error that no run failed with: a bad option, an abort.
 *
 * @example
 * try {
 *   await balancer.run((client) => client.ask(question))
 * } catch (error) {
 *   console.warn(failedAttemptsOf(error)?.map(({ targetId, kind }) => `${targetId}: ${kind}`))
 * }
 */
export function failedAttemptsOf(error: unknown): readonly FailedCall[] | undefined {
  if (NoTargetAvailableError.isInstance(error)) return []
  // They hold theirs themselves, also those of another copy of the package.
  const isOwn = AllTargetsFailedError.isInstance(error) || DeadlineExceededError.isInstance(error)
  const run = isOwn ? error : known.get(error as object)
  return run?.attempts.map((attempt, place) => ({ ...attempt, error: run.errors[place] }))
}
