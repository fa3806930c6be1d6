import type { OpossumCircuitBreaker } from '../opossum/index.ts'

/** What opossum's statistics count. */
export type OpossumStats = Readonly<
  Record<'fires' | 'successes' | 'failures' | 'rejects' | 'timeouts', number>
>

/** The counts that the opossum instance of a breaker shows. */
export function statsOf({ opossum }: OpossumCircuitBreaker): OpossumStats {
  const { stats } = opossum.status as { readonly stats: OpossumStats }
  const { fires, successes, failures, rejects, timeouts } = stats
  return { fires, successes, failures, rejects, timeouts }
}
