import type { AttemptFacts, CallFacts } from './call.ts'
import type { Outcome } from './outcome.ts'

/**
 * Decides whether a target may take a call now: a circuit breaker, a rate limit, a concurrency limit. The balancer asks
 * `availableAt` of every target before each pick, and `acquire` of the picked one. A guard belongs to one target, or to
 * several that share what it guards; it never waits, never throws and does no I/O.
 */
export interface Guard {
  /** The word that exclusions give as their reason: `circuit-open`. */
  readonly name: string
  /**
   * Clock time in ms from which this call may be admitted; `<= now` means now, Infinity means that only an event can tell
   * (a permit comes back). Pure: asking changes nothing.
   */
  availableAt(now: number, call: CallFacts): number
  /** Reserves room for one call, or gives null when it may not start. */
  acquire(now: number, call: CallFacts): Permit | null
  /**
   * Reserves room for one call although `availableAt` is later, so that a target is asked before it is left alone for longer;
   * null when it does not want that. Asked by a balancer that has no available target, at most once per second. A trial that
   * fails leaves `availableAt` as it was.
   */
  trial?(now: number, call: CallFacts): Permit | null
  /**
   * Calls `listener` whenever its answer may have changed other than by its own permits: by hand, or by a store that it shares.
   * The returned function ends that.
   */
  onChange?(listener: () => void): () => void
  /** Hears what an attempt on its target reported: usage, headers, limits. */
  observe?(facts: AttemptFacts, now: number): void
  /** Forgets what it has counted against the target, because the caller knows that the target is healthy again. */
  reset?(): void
}

/** What a guard hands out for one attempt. Always released, with an outcome, whatever happens. */
export interface Permit {
  /** Gives the room back. Called exactly once by the balancer; a second call does nothing. */
  release(outcome: Outcome, now: number): void
}
