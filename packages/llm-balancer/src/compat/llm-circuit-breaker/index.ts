export type { CircuitBreakerState } from './circuit-breaker-state.ts'
export { ExponentialBackoff } from './exponential-backoff.ts'
export type { LLMCallError, LLMCallResponse } from './llm-call-error.ts'
export type { LLMCallOptions } from './llm-call-options.ts'
export type {
  CircuitBreakerConfig,
  LLMCircuitBreakerOptions,
  RetryConfig,
} from './llm-circuit-breaker-options.ts'
export { LLMCircuitBreaker } from './llm-circuit-breaker.ts'

// Of `circuit`, the breaker underneath.
export type {
  CircuitBreaker,
  CircuitSnapshot,
  CircuitState,
  CircuitVerdict,
} from '@llm-balancer/circuit-breaker'
