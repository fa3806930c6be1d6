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
  /** The same in the words of Cohere's SDK. */
  readonly token: string
  readonly baseUrl: string
  /** The same in the words of Google's SDK. */
  readonly httpOptions: { readonly baseUrl: string; readonly fetch: BridgeFetch }
}

/**
 * The options of a genuine SDK client whose calls are spread over a balancer's targets: `new OpenAI({ ...balanced(balancer) })`,
 * `new Anthropic({ ...balanced(balancer) })`, `new GoogleGenAI({ ...balanced(balancer) })`, `new CohereClientV2({ ...balanced(balancer) })`.
 *
 * @throws TypeError or RangeError naming an option that is unknown or wrong.
 */
export function balanced(
  balancer: Balancer<BridgeTarget>,
  options: BridgeOptions = {},
): BalancedClientOptions {
  return clientOptions(bridge(balancer, options))
}

/** The options of a client whose requests a `fetch` serves. */
export function clientOptions(fetch: BridgeFetch): BalancedClientOptions {
  const address = 'https://llm-balancer.invalid'
  return {
    apiKey: placeholderKey,
    token: placeholderKey,
    baseURL: address,
    baseUrl: address,
    maxRetries: 0,
    fetch,
    httpOptions: { baseUrl: address, fetch },
  }
}
