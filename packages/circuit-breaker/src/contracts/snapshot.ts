/**
 * `closed`: calls go through. `open`: they are rejected at once. `half-open`: a few probes go through, the rest is
 * rejected. `isolated`: held open by hand.
 */
export type CircuitState = 'closed' | 'open' | 'half-open' | 'isolated'

/**
 * A circuit as plain data, for another process to go on from. Times are clock times in ms, so both need the same clock;
 * that of the machine is. Running probes are not part of it: a half-open circuit is written as an open one that is due.
 */
export interface CircuitSnapshot {
  readonly state: Exclude<CircuitState, 'half-open'>
  /** How often it has opened since it was last closed. */
  readonly openings: number
  /** Clock time in ms from which a probe may be made; 0 unless open. */
  readonly openUntil: number
  /** The counts of the trip policy. */
  readonly counts?: unknown
}
