/** The clocks of one attempt, in ms, above 0; Infinity switches one off. Each aborts the attempt's signal. */
export interface AttemptTimeouts {
  /** Until the answer of a plain call, or the response headers of a stream. */
  readonly attemptMs?: number
  /** From the attempt's start until a stream's first content. */
  readonly firstContentMs?: number
  /** Between two chunks of a stream after its first content. Runs only while the caller waits for a chunk. */
  readonly idleMs?: number
}
