import { describe, expect, it } from 'vitest'
import { ExponentialBackoff, LLMCircuitBreaker } from '../index.ts'

describe('a bad option is named, with its range and its value', () => {
  it.each<[object, string]>([
    [
      { circuitBreaker: { failureThreshold: 0 } },
      'LLMCircuitBreaker: "circuitBreaker.failureThreshold" must be a whole number within [1, ∞], got 0',
    ],
    [
      { circuitBreaker: { failureTreshold: 3 } },
      'LLMCircuitBreaker: unknown option "circuitBreaker.failureTreshold", did you mean "circuitBreaker.failureThreshold"?',
    ],
    [
      { circuitBreaker: { resetTimeoutMs: 5 } },
      'unknown option "circuitBreaker.resetTimeoutMs", did you mean "circuitBreaker.resetTimeout"?',
    ],
    [
      { circuitBreaker: { resetTimeout: '1s' } },
      '"circuitBreaker.resetTimeout" must be within [0, ∞), got a string',
    ],
    [
      { circuitBreaker: { successThreshold: 1.5 } },
      '"circuitBreaker.successThreshold" must be a whole number within [1, ∞), got 1.5',
    ],
    [{ circuitBreaker: { timeout: -1 } }, '"circuitBreaker.timeout" must be within [0, ∞), got -1'],
    [{ circuitBreaker: 5 }, 'LLMCircuitBreaker: "circuitBreaker" must be an object, got 5'],
    [{ retry: { maxRetries: NaN } }, '"retry.maxRetries" must be a whole number within [0, ∞), got NaN'],
    [{ retry: { maxAttempts: 3 } }, 'unknown option "retry.maxAttempts"; use "retry.maxRetries"'],
    [{ retry: { initialDelay: Infinity } }, '"retry.initialDelay" must be within [0, ∞), got ∞'],
    [{ retry: { maxDelay: -1 } }, '"retry.maxDelay" must be within [0, ∞), got -1'],
    [{ retry: { backoffFactor: 0.5 } }, '"retry.backoffFactor" must be within [1, ∞), got 0.5'],
    [
      { retry: { retryOnStatusCodes: [500, 42] } },
      '"retry.retryOnStatusCodes[1]" must be a whole number within [100, 599], got 42',
    ],
    [
      { retry: { retryOnStatusCodes: 500 } },
      '"retry.retryOnStatusCodes" must be an array of HTTP statuses, got 500',
    ],
    [{ retries: {} }, 'LLMCircuitBreaker: unknown option "retries", did you mean "retry"?'],
    [{ fetch: 'fetch' }, 'LLMCircuitBreaker: "fetch" must be a function, got a string'],
    [{ clock: {} }, 'LLMCircuitBreaker: "clock.now" must be a function, got undefined'],
  ])('%o', (options, message) => {
    expect(() => new LLMCircuitBreaker(options)).toThrow(message)
  })

  it('of ExponentialBackoff, too', () => {
    expect(() => new ExponentialBackoff({ maxRetries: -1 })).toThrow(
      'ExponentialBackoff: "maxRetries" must be a whole number within [0, ∞), got -1',
    )
  })
})
