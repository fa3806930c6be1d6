import type { CircuitBreakerOptions } from '@llm-balancer/circuit-breaker'
import type { BalancerOptions } from '@llm-balancer/core'
import type { LLMBalancerOptions } from 'llm-balancer'

/** The balancer that a scenario is about, with its options; what is not said has the default of the real one. */
export type Subject =
  | { readonly type: 'llm-balancer'; readonly options: UmbrellaSettings }
  | { readonly type: 'core'; readonly options: CoreSettings; readonly circuitBreaker?: CircuitSettings }

/** Settings of `createLLMBalancer`. The simulator brings the providers, the time and the random numbers. */
export type UmbrellaSettings = Omit<LLMBalancerOptions, 'providers' | 'clock' | 'random' | 'fetch'>

/** Settings of `createBalancer`. */
export type CoreSettings = Omit<BalancerOptions<unknown>, 'targets' | 'clock' | 'random'>

/** Settings of the circuit of each target. */
export type CircuitSettings = Omit<CircuitBreakerOptions, 'clock' | 'now' | 'random'>
