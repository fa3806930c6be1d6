/**
 * When a closed circuit opens. A policy is a plain value that may configure many breakers: each asks it for a counter of
 * its own. The breaker tells the counter of every call that ended while the circuit was closed, at the time it ended.
 * A counter never reads the time, never throws, and keeps a bounded number of numbers, no record per call.
 */
export interface TripPolicy {
  /** A fresh counter that has seen nothing. */
  createCounter(): TripCounter
}

/** The counts of one breaker under a {@link TripPolicy}. */
export interface TripCounter {
  /** A call succeeded at `now` (clock time in ms). */
  success(now: number): void
  /** A call failed at `now` (clock time in ms). True when the circuit is to open. */
  failure(now: number): boolean
  /** Forgets everything: the circuit closed. */
  reset(): void
  /** The counts as plain data, for `JSON.stringify`. */
  toJSON(): unknown
  /** Takes counts that `toJSON` gave, perhaps in another process. Anything else is ignored. */
  restore(state: unknown): void
}
