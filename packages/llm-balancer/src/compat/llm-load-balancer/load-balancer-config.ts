import {
  checkArray,
  checkFunction,
  finite,
  hasMethods,
  oneOf,
  positive,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { Clock, Random } from '@llm-balancer/core/time'
import type { Fetch } from '@llm-balancer/provider'
import type { BaseProvider } from './base-provider.ts'
import { attemptCount, type ProviderConfig } from './provider-config.ts'

/** Settings of `createLLMBalancer`, with the option names of `llm-load-balancer`. Times in ms. */
export interface LoadBalancerConfig {
  /**
   * `round-robin`: in sequence. `failover`: the first healthy one. `weighted`: shares by weight, without bursts. `custom`:
   * what `customStrategy` chooses. Each asks another provider when the chosen one fails.
   */
  readonly strategy: 'round-robin' | 'failover' | 'weighted' | 'custom'
  /** Configurations, or instances of a {@link BaseProvider}. Neither the list nor its entries are changed. */
  readonly providers: readonly (ProviderConfig | BaseProvider)[]
  /**
   * Needed with `custom`. Gets the providers that may be asked now, in the order of the list and without their keys, and
   * gives one of them.
   */
  readonly customStrategy?: ((providers: ProviderConfig[]) => ProviderConfig | undefined) | undefined
  /** Time of a whole request, waits and retries included, > 0; a stream has a limit only when it is given. @default 30 000 */
  readonly globalTimeout?: number | undefined
  /** Attempts of one request in all, the first included; a whole number ≥ 0, 0 counts as 1. @default 3 */
  readonly maxRetries?: number | undefined
  /**
   * The wait before a provider is asked again, ≥ 0; it doubles with each further wait. Another provider is asked at once.
   *
   * @default 1000
   */
  readonly retryDelay?: number | undefined
  /** Sends the requests; beyond the original. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Where time comes from; beyond the original. @default the machine's clock */
  readonly clock?: Clock | undefined
  /** Where random numbers come from; beyond the original. @default the machine's */
  readonly random?: Random | undefined
}

/** {@link LoadBalancerConfig}, checked. */
export type ReadLoadBalancerConfig = LoadBalancerConfig & {
  readonly maxRetries: number
  readonly retryDelay: number
}

/** The root's words for what these options say. */
const hints = {
  timeout: 'globalTimeout',
  timeouts: 'globalTimeout',
  timeoutMs: 'globalTimeout',
  retry: 'maxRetries',
  maxAttempts: 'maxRetries',
  backoff: 'retryDelay',
}

const table: OptionTable<LoadBalancerConfig> = {
  strategy: [oneOf('round-robin', 'failover', 'weighted', 'custom'), required],
  providers: [checkArray, required],
  customStrategy: [checkFunction],
  globalTimeout: [positive],
  maxRetries: [attemptCount, 3],
  retryDelay: [finite, 1000],
  fetch: [checkFunction],
  clock: [hasMethods('now', 'schedule')],
  random: [checkFunction],
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readLoadBalancerConfig(config: LoadBalancerConfig): ReadLoadBalancerConfig {
  const read = readOptions('createLLMBalancer', config, table, { hints }) as ReadLoadBalancerConfig
  if (read.strategy === 'custom' && read.customStrategy === undefined)
    throw new TypeError('createLLMBalancer: "customStrategy" is missing, which "strategy" "custom" needs')
  return read
}
