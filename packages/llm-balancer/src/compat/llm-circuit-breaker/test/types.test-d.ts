import { expectTypeOf } from 'vitest'
import { ExponentialBackoff, LLMCircuitBreaker } from '../index.ts'
import type {
  CircuitBreakerConfig,
  CircuitBreakerState,
  LLMCallOptions,
  LLMCircuitBreakerOptions,
  RetryConfig,
} from '../index.ts'

// What code that was written for `llm-circuit-breaker` 1.0.1 does with its types.

const circuitBreaker: Partial<CircuitBreakerConfig> = { failureThreshold: 5, resetTimeout: 1, timeout: 1 }
const retry: Partial<RetryConfig> = { maxRetries: 3, retryOnStatusCodes: [500] }
const options: LLMCircuitBreakerOptions = { circuitBreaker, retry }

// The constructor and the methods, as the document's reference has them.
expectTypeOf(LLMCircuitBreaker).toBeConstructibleWith(options)
expectTypeOf(LLMCircuitBreaker).toBeConstructibleWith()
const breaker = new LLMCircuitBreaker({ circuitBreaker, retry })
const call: LLMCallOptions = {
  url: 'https://example.com',
  method: 'POST',
  headers: { a: 'b' },
  data: { any: 'thing' },
  signal: new AbortController().signal,
}
expectTypeOf(breaker.call<{ id: string }>(call)).resolves.toEqualTypeOf<{ id: string }>()
expectTypeOf(breaker.getState()).toEqualTypeOf<CircuitBreakerState>()
expectTypeOf(breaker.getState().status).toEqualTypeOf<'CLOSED' | 'OPEN' | 'HALF_OPEN'>()
const { failures, successes, lastFailure, nextAttempt } = breaker.getState()
expectTypeOf([failures, successes]).toEqualTypeOf<number[]>()
expectTypeOf([lastFailure, nextAttempt]).toEqualTypeOf<(number | null)[]>()

const backoff = new ExponentialBackoff({
  maxRetries: 1,
  initialDelay: 1,
  maxDelay: 1,
  backoffFactor: 2,
  retryOnStatusCodes: [],
} satisfies RetryConfig)
expectTypeOf(backoff.shouldRetry(0, 500)).toEqualTypeOf<boolean>()
expectTypeOf(backoff.getDelay(0)).toEqualTypeOf<number>()
expectTypeOf(backoff.wait(0)).resolves.toBeVoid()
