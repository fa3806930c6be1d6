/**
 * The vendor's answer to a failed request, kept beside the error and not in it: errors go to listeners and logs, and a
 * vendor's text may repeat a prompt.
 */

/** A refused request's answer, ready to be shown to the outer client. */
export type Refusal = {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

const refusals = new WeakMap<Error, Refusal>()

/** Keeps a refusal with its error. */
export function withRefusal<Failure extends Error>(error: Failure, refusal: Refusal): Failure {
  refusals.set(error, refusal)
  return error
}

/** The refusal behind an error. */
export function refusalBehind(error: unknown): Refusal | undefined {
  return error instanceof Error ? refusals.get(error) : undefined
}
