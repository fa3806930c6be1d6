import type { Backoff, BackoffContext } from '../contracts/retry.ts'
import { describeValue } from '../options/describe-value.ts'

/** Gives the wait before a retry, in ms ≥ 0. Asked again about the same `retry`, it gives the same wait. */
export type BackoffWalk = (context: BackoffContext) => number

/**
 * Begins to walk a backoff: one walk for each run. The walk throws what the backoff throws, and a RangeError when that gives
 * no wait; `cause` is then what the attempt failed with.
 */
export function walkBackoff(backoff: Backoff): BackoffWalk {
  let rest = backoff
  let latest = -1
  let waitMs: number
  return (context) => {
    if (context.retry === latest) return waitMs
    const step = typeof rest === 'function' ? undefined : rest.next(context)
    const given = typeof rest === 'function' ? rest(context.retry, context.random) : step?.duration
    waitMs = checkWait(given, context.error)
    rest = step ?? rest
    latest = context.retry
    return waitMs
  }
}

function checkWait(given: unknown, cause: unknown): number {
  if (typeof given === 'number' && given >= 0) return given
  throw new RangeError(`"backoff" must give a number ≥ 0, got ${describeValue(given)}`, { cause })
}
