import type { Backoff, BackoffContext } from '../contracts/retry.ts'
import { misuse, type ReportMisuse } from '../options/misuse.ts'
import { steadyRandom } from '../time/steady-random.ts'
import { defaultBackoff } from './exponential-waits.ts'

/** Gives the wait before a retry, in ms ≥ 0. Asked again about the same `retry`, it gives the same wait. Never throws. */
export type BackoffWalk = (context: BackoffContext) => number

/**
 * Begins to walk a backoff: one walk for each run. A backoff that throws, gives no number ≥ 0, or a step without `next`, is
 * reported under `backoff`; the default waits take its place for this retry, and for all that follow a step without `next`.
 */
export function walkBackoff(backoff: Backoff, report?: ReportMisuse): BackoffWalk {
  let rest = backoff
  let latest = -1
  let waitMs: number
  const ask = (context: BackoffContext): number => {
    if (typeof rest === 'function') return checkWait(rest(context.retry, context.random))
    if (typeof rest.next !== 'function') throw misuse('backoff', 'steps with "next"', rest)
    const step = rest.next(context)
    const duration = checkWait(step.duration)
    rest = step
    return duration
  }
  return (context) => {
    if (context.retry === latest) return waitMs
    try {
      waitMs = ask(context)
    } catch (error) {
      report?.('backoff', error)
      waitMs = defaultBackoff(context.retry, steadyRandom(context.random, report))
    }
    latest = context.retry
    return waitMs
  }
}

function checkWait(given: unknown): number {
  if (typeof given === 'number' && given >= 0) return given
  throw misuse('backoff', 'a number ≥ 0', given)
}
