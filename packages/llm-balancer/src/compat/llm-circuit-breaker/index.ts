export { ExponentialBackoff } from './exponential-backoff.ts'
export { LLMCircuitBreaker } from './llm-circuit-breaker.ts'
export type { CircuitBreakerConfig, CircuitBreakerState, LLMCallError, LLMCallOptions } from './types.ts'
export type { LLMCallResponse, LLMCircuitBreakerOptions, RetryConfig } from './types.ts'

// Of `circuit`, the breaker underneath.
export type { CircuitBreaker, CircuitSnapshot, CircuitState } from '@llm-balancer/circuit-breaker'
export type { CircuitVerdict } from '@llm-balancer/circuit-breaker'
