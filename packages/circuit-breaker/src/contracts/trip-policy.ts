/**
 * Decides when a closed circuit opens. A policy is a plain value that may configure many breakers: each asks it for a
 * counter of its own, and tells the counter of every call that ended while the circuit was closed, at the time it ended.
 * A counter must not read the time, and should keep a bounded number of numbers, no record per call. When it throws, a
 * `listener-failed` event says so and the call does not count.
 */
export interface TripPolicy {
  /** Gives a new counter. */
  createCounter(): TripCounter
}

/** The counts of one breaker under a {@link TripPolicy}. */
export interface TripCounter {
  /**
   * A call succeeded at `now` (clock time in ms). True when the circuit is to open.
   *
   * @param durationMs how long its answer took: for a stream the time to its first chunk
   */
  success(now: number, durationMs: number): boolean
  /** The same for a call that failed. */
  failure(now: number, durationMs: number): boolean
  /** True when a probe that succeeded took so long that the service is still unhealthy: it counts as failed. @default never */
  isTooSlow?(durationMs: number): boolean
  /** Forgets everything: the circuit has closed. @default there is nothing to forget */
  reset?(): void
  /** The counts as plain data, for `JSON.stringify`. @default none: they do not survive a restart */
  toJSON?(): unknown
  /** Continues from what `toJSON` gave, perhaps in another process. Anything else must be ignored. @default ignores it */
  restore?(state: unknown): void
}
