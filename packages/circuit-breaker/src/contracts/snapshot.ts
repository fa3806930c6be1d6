/**
 * `closed`: calls are allowed. `open`: they are rejected at once. `half-open`: a few probes are allowed, all other calls are
 * rejected. `isolated`: calls are rejected until `reset` is called.
 */
export type CircuitState = 'closed' | 'open' | 'half-open' | 'isolated'

/** A circuit as plain data. Running probes are left out: a half-open circuit is written as an open one whose time is over. */
export interface CircuitSnapshot {
  readonly state: Exclude<CircuitState, 'half-open'>
  /** How often it has opened since it was last closed. */
  readonly openings: number
  /** Clock time in ms from which a probe may be made; 0 unless open. */
  readonly openUntil: number
  /** The counts of the trip policy. */
  readonly counts?: unknown
}

/**
 * A circuit as another process can continue it. Times are clock times in ms, so both processes need the same clock; the machine's is the
 * default.
 */
export interface ExportedCircuit extends CircuitSnapshot {
  readonly version: 1
}
