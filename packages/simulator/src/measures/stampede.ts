import type { AttemptLog } from '../run/run-log.ts'
import type { Period } from '../scenario/period.ts'

/** The most calls that begin on one target within `windowMs`. */
export function mostCallsWithin(attempts: readonly AttemptLog[], windowMs: number): number {
  return Math.max(0, ...byTarget(attempts).map((calls) => mostStartsWithin(calls, windowMs)))
}

/** The most calls that are under way on one target at the same time, in a period. */
export function mostInFlight(attempts: readonly AttemptLog[], period: Period): number {
  return Math.max(0, ...byTarget(attempts).map((calls) => peakOf(calls, period)))
}

/**
 * The most calls that are under way on one target from `fromMs` on until `windowMs` after its first success of a call that began
 * after `fromMs`: how gently a server that comes back is asked. Targets without a success count up to the end.
 */
export function mostInFlightAtReturn(
  attempts: readonly AttemptLog[],
  { fromMs, windowMs }: { readonly fromMs: number; readonly windowMs: number },
): number {
  const peaks = byTarget(attempts).map((calls) => {
    const later = calls.filter(({ startedAt }) => startedAt >= fromMs)
    const successes = later.filter(({ end }) => end === 'answered').map(({ endedAt }) => endedAt)
    const first = successes.reduce((earliest, at) => Math.min(earliest, at), Infinity)
    return peakOf(calls, { fromMs, toMs: first + windowMs })
  })
  return Math.max(0, ...peaks)
}

function byTarget(attempts: readonly AttemptLog[]): AttemptLog[][] {
  const groups = new Map<string, AttemptLog[]>()
  for (const attempt of attempts) {
    const group = groups.get(attempt.target)
    if (group === undefined) groups.set(attempt.target, [attempt])
    else group.push(attempt)
  }
  return [...groups.values()]
}

/** Calls are in the order in which they began. */
function mostStartsWithin(calls: readonly AttemptLog[], windowMs: number): number {
  let [first, most] = [0, 0]
  for (const [index, { startedAt }] of calls.entries()) {
    while ((calls[first]?.startedAt ?? Infinity) <= startedAt - windowMs) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}

/** A call that begins at the moment in which another one ends takes its place; one that ends at once takes none. */
function peakOf(calls: readonly AttemptLog[], { fromMs, toMs }: Period): number {
  const present = calls.filter(
    ({ startedAt, endedAt }) => endedAt >= fromMs && startedAt < toMs && endedAt > startedAt,
  )
  const ends = present.map(({ endedAt }) => endedAt).toSorted((a, b) => a - b)
  let [ended, most] = [0, 0]
  for (const [index, { startedAt }] of present.entries()) {
    while ((ends[ended] ?? Infinity) <= startedAt) ended += 1
    most = Math.max(most, index + 1 - ended)
  }
  return most
}
