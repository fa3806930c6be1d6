import type { CircuitBreakerOptions } from '@llm-balancer/circuit-breaker'
import type { BalancerOptions, TargetOptions } from '@llm-balancer/core'
import type { LLMBalancerOptions } from 'llm-balancer'
import type { RouterSubject } from './router.ts'
import type { World } from './world.ts'
import type { ModelServer } from '../server/model-server.ts'

/**
 * The balancer that is simulated: options of one, what is not said having the default of the real one; a function that gives options of
 * `createBalancer` over the scenario's targets; or a router that is no balancer of this project. A strategy that is an object belongs to
 * one balancer: give a function, which is called for every process and every simulation.
 */
export type Subject =
  | { readonly type: 'llm-balancer'; readonly options: UmbrellaSettings | (() => UmbrellaSettings) }
  | { readonly type: 'core'; readonly options: CoreSettings; readonly circuitBreaker?: CircuitSettings }
  | RouterSubject
  | MakeBalancerOptions

/** Settings of `createLLMBalancer`. The simulator brings the providers, the time and the random numbers. */
export type UmbrellaSettings = Omit<LLMBalancerOptions, 'providers' | 'clock' | 'random' | 'fetch'>

/** Settings of `createBalancer`. */
export type CoreSettings = Omit<BalancerOptions<unknown>, 'targets' | 'clock' | 'random'>

/** Settings of the circuit of each target. Time limits are those of the balancer. */
export type CircuitSettings = Omit<CircuitBreakerOptions, 'clock' | 'now' | 'random' | 'timeoutMs'>

/** Gives the options of a balancer over simulated targets, each with its id, prices, weight and priority; guards may be added. */
export type MakeBalancerOptions = (
  targets: readonly TargetOptions<ModelServer>[],
  world: World,
) => Omit<BalancerOptions<ModelServer>, 'clock' | 'random'>
