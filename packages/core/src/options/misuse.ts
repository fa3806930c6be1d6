import { describeValue } from './describe-value.ts'
import { readProperty } from './read-property.ts'

/**
 * Hears that code of the user threw, or gave what makes no sense. `part` is the option it belongs to: `classify`, `budget`.
 * Must not throw.
 */
export type ReportMisuse = (part: string, error: unknown) => void

/**
 * The error of a user's function that gave what makes no sense: `"classify" must give a kind of failure, got a promise`. A
 * promise among what it gave gets a handler, so that its later rejection does no harm.
 *
 * @param must what the function has to give
 */
export function misuse(part: string, must: string, got: unknown): TypeError {
  const isPromise = typeof readProperty(got, 'then') === 'function'
  if (isPromise) ignoreRejection(got)
  return new TypeError(`"${part}" must give ${must}, got ${isPromise ? 'a promise' : describeValue(got)}`)
}

function ignoreRejection(promise: unknown): void {
  new Promise((resolve) => {
    resolve(promise)
  }).catch(() => {})
}
