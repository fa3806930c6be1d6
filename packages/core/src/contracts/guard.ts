import type { AttemptFacts, CallFacts } from './call.ts'
import type { Outcome } from './outcome.ts'
import type { Headroom } from './usage.ts'

/**
 * Decides whether a target may take a call now: a circuit breaker, a rate limit, a concurrency limit. The balancer asks
 * it when an attempt on its target begins or ends, when its time has come, and when its target was picked. A guard belongs to
 * one target, or to several that share what it guards; it never waits, never throws and does no I/O.
 */
export interface Guard {
  /** The word that exclusions give as their reason: `circuit-open`. */
  readonly name: string
  /**
   * True: what it refuses is never called, also not where `whenUnavailable: 'least-bad'` calls a target that other guards refuse: it
   * keeps what may be spent, or what is allowed. @default false
   */
  readonly binding?: boolean
  /**
   * Clock time in ms from which this call may be admitted; `<= now` means now, Infinity means that only an event can tell
   * (a permit comes back). Pure: asking changes nothing.
   */
  availableAt(now: number, call: CallFacts): number
  /** Reserves room for one call, or gives null when it may not start. */
  acquire(now: number, call: CallFacts): Permit | null
  /**
   * Says that its answer may have changed by something other than its own permits and the passing of time: a reset, a shared
   * store. Gives back a function that ends it. A guard without it is asked again at every pick for as long as it blocks.
   */
  onChange?(listener: () => void): () => void
  /**
   * A permit for one trial call although the guard blocks, when its circuit is open; null when a trial makes no sense. Asked
   * when no other target may take a call, at most four times per second. A failed trial leaves the time of the next regular one
   * as it is.
   */
  trial?(now: number, call: CallFacts): Permit | null
  /**
   * The error for a run that no target may serve because of such guards alone, in place of a `NoTargetAvailableError`. Asked
   * while the guard blocks this call; undefined leaves it at that one.
   */
  refusal?(now: number, call: CallFacts): Error | undefined
  /**
   * What is left of the limits that it keeps, for snapshots and for strategies such as `mostHeadroom`. Pure, and asked at every pick: it
   * may give the same objects again, changed, for they are read at once.
   */
  headroom?(now: number): readonly Headroom[]
  /** Forgets what it has counted against the target, because the caller knows that the target is healthy again. */
  reset?(): void
}

/** What a guard hands out for one attempt. Always released, with an outcome, whatever happens. */
export interface Permit {
  /** Hears what its attempt reports while it runs: usage, headers, limits. */
  observe?(facts: AttemptFacts, now: number): void
  /**
   * The first content of a stream has come. The target answers; how well is not known before `release`. A circuit lets the next call probe
   * it from now on, so that targets with long answers are back as soon as those with short ones.
   */
  firstContent?(now: number): void
  /**
   * Gives the room back. Called exactly once by the balancer; a second call does nothing.
   *
   * @param error what an attempt that did not succeed failed with, as it was thrown: it may hold secrets
   */
  release(outcome: Outcome, now: number, error?: unknown): void
}
