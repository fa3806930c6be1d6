import { atLeastOne, checkBoolean, checkFunction, checkNumber, finite } from '@llm-balancer/core/options'
import { hasMethods, mustBe, numberWithin, optionsOf, readOptions } from '@llm-balancer/core/options'
import type { Check, OptionTable } from '@llm-balancer/core/options'
import { systemClock } from '@llm-balancer/core/time'
import type { CircuitBreakerConfig, LLMCircuitBreakerOptions, RetryConfig } from './types.ts'

/** {@link LLMCircuitBreakerOptions}, checked and complete. */
export type LLMCircuitBreakerSettings = {
  readonly [Name in keyof LLMCircuitBreakerOptions]-?: NonNullable<LLMCircuitBreakerOptions[Name]>
} & { readonly circuitBreaker: CircuitBreakerConfig; readonly retry: RetryConfig }

const wholeNumberFrom = (min: number): Check => numberWithin({ min, max: Infinity, integer: true })

const statusRange = { min: 100, max: 599, integer: true }

const checkStatusCodes: Check = (name, value, owner) => {
  const statuses = mustBe('an array of HTTP statuses', Array.isArray)(name, value, owner) as unknown[]
  return statuses.map((status, index) => checkNumber(`${name}[${String(index)}]`, status, statusRange, owner))
}

const circuitTable: OptionTable<CircuitBreakerConfig> = {
  failureThreshold: [atLeastOne, 5],
  resetTimeout: [finite, 30_000],
  successThreshold: [wholeNumberFrom(1), 3],
  timeout: [finite, 10_000],
}

/** The check and the default of each option of {@link RetryConfig}. */
export const retryTable: OptionTable<RetryConfig> = {
  maxRetries: [wholeNumberFrom(0), 3],
  initialDelay: [finite, 1000],
  maxDelay: [finite, 30_000],
  backoffFactor: [numberWithin({ min: 1, max: Infinity }), 2],
  retryOnStatusCodes: [checkStatusCodes, [429, 500, 502, 503, 504]],
}

/** The words of this project for what these options say. */
export const retryHints = {
  maxAttempts: 'maxRetries',
  baseMs: 'initialDelay',
  maxMs: 'maxDelay',
  factor: 'backoffFactor',
}

/** Inner options, written one level too high. */
const flatHints = Object.fromEntries(
  Object.entries({ circuitBreaker: circuitTable, retry: retryTable }).flatMap(([group, inner]) =>
    Object.keys(inner).map((name) => [name, `${group}.${name}`]),
  ),
)

const table: OptionTable<LLMCircuitBreakerSettings> = {
  circuitBreaker: [optionsOf(circuitTable), {}],
  retry: [optionsOf(retryTable, { hints: retryHints }), {}],
  fetch: [checkFunction, (...call: Parameters<typeof fetch>) => globalThis.fetch(...call)],
  allowInsecureHttp: [checkBoolean, false],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readCircuitBreakerOptions(options: LLMCircuitBreakerOptions): LLMCircuitBreakerSettings {
  return readOptions('LLMCircuitBreaker', options, table, { hints: flatHints })
}
