import type { Balancer } from '@llm-balancer/core'
import { placeholderKey } from '../sdk-vendors.ts'
import { bridge, type BridgeFetch } from './bridge.ts'
import type { BridgeOptions } from './bridge-options.ts'
import type { BridgeTarget } from './bridge-target.ts'

/** Options that make an official SDK's client one over a balancer. */
export interface BalancedClientOptions {
  /** Stands where the SDK wants a key. It goes no further. */
  readonly apiKey: string
  /** An address that nobody has, so that nothing can get past the balancer. */
  readonly baseURL: string
  /** The balancer is the one who tries again. */
  readonly maxRetries: 0
  readonly fetch: BridgeFetch
}

/**
 * What a genuine SDK client is made with to spread its calls over a balancer's targets: `new OpenAI({ ...balanced(balancer) })`,
 * `new Anthropic({ ...balanced(balancer) })`.
 *
 * @throws TypeError or RangeError naming an option that is unknown or wrong.
 */
export function balanced(
  balancer: Balancer<BridgeTarget>,
  options: BridgeOptions = {},
): BalancedClientOptions {
  return {
    apiKey: placeholderKey,
    baseURL: 'https://llm-balancer.invalid',
    maxRetries: 0,
    fetch: bridge(balancer, options),
  }
}
