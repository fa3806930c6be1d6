import type { CircuitBreaker } from '@llm-balancer/circuit-breaker'

/** A circuit as `LLMCircuitBreaker.getState` describes it. */
export interface CircuitBreakerState {
  /**
   * `CLOSED`: calls go through. `OPEN`: they fail at once. `HALF_OPEN`: one at a time probes the service. An open circuit
   * whose time is over says `OPEN` until somebody calls.
   */
  readonly state: 'CLOSED' | 'OPEN' | 'HALF_OPEN'
  /** Failed calls in a row; 0 once it is closed again. */
  readonly failures: number
  /** Successful probes since it was half-open. */
  readonly successes: number
  /** Clock time in ms from which a probe may be made; null unless it is open for a while. */
  readonly nextAttempt: number | null
}

const upperCase = { closed: 'CLOSED', open: 'OPEN', 'half-open': 'HALF_OPEN', isolated: 'OPEN' } as const

/** The state of `circuit` with the counts that somebody kept of it. */
export function describeCircuit(
  circuit: CircuitBreaker,
  counts: Pick<CircuitBreakerState, 'failures' | 'successes'>,
): CircuitBreakerState {
  const { state } = circuit
  const { failures, successes } = counts
  const nextAttempt = state === 'open' ? circuit.availableAt() : null
  return { state: upperCase[state], failures, successes, nextAttempt }
}
