import type { Balancer } from '@llm-balancer/core'
import { placeholderKey } from '../adapter-settings.ts'
import { bridge, type BridgeFetch } from './bridge.ts'
import type { BridgeOptions } from './bridge-options.ts'
import type { BridgeTarget } from './bridge-target.ts'

/** Options of an official SDK's client that is balanced. */
export interface BalancedClientOptions {
  /** A placeholder for the key that the SDK requires. It is not sent. */
  readonly apiKey: string
  /** An address that does not exist, so that no request can bypass the balancer. */
  readonly baseURL: string
  /** 0: only the balancer retries. */
  readonly maxRetries: 0
  readonly fetch: BridgeFetch
}

/**
 * The options of a genuine SDK client whose calls are spread over a balancer's targets: `new OpenAI({ ...balanced(balancer) })`,
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
