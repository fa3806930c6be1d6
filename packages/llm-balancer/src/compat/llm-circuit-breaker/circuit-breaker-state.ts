import type { CircuitBreaker } from '@llm-balancer/circuit-breaker'

/** A circuit as `LLMCircuitBreaker.getState` describes it: plain data, a copy. */
export interface CircuitBreakerState {
  /**
   * `CLOSED`: calls go through. `OPEN`: they fail at once. `HALF_OPEN`: one at a time probes the service. An open circuit
   * whose time is over says `OPEN` until the next call.
   */
  readonly status: 'CLOSED' | 'OPEN' | 'HALF_OPEN'
  /** Failed calls in a row; 0 once it is closed again. */
  readonly failures: number
  /** Successful probes since it became half-open. */
  readonly successes: number
  /** Clock time in ms of the last call that counted as a failure; null before the first, and once it is closed again. */
  readonly lastFailure: number | null
  /** Clock time in ms from which a probe may be made; null unless it is open for a limited time. */
  readonly nextAttempt: number | null
}

/** Counters beside a circuit that describe it. */
export type CallCounts = Pick<CircuitBreakerState, 'failures' | 'successes' | 'lastFailure'>

const statusOf = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN', isolated: 'OPEN' } as const

/** The state of `circuit` with the counts that were kept of it. */
export function describeCircuit(
  circuit: CircuitBreaker,
  { failures, successes, lastFailure }: CallCounts,
): CircuitBreakerState {
  const { state } = circuit
  const nextAttempt = state === 'open' ? circuit.availableAt() : null
  return { status: statusOf[state], failures, successes, lastFailure, nextAttempt }
}
