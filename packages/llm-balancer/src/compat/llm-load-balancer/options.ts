import { checkArray, checkBoolean, checkFunction, checkString, checkText } from '@llm-balancer/core/options'
import { defined, finite, oneOf, positive, required, type OptionTable } from '@llm-balancer/core/options'
import { readOptions, readProperty } from '@llm-balancer/core/options'
import type { ProviderConfig as RootProviderConfig } from '../../index.ts'
import { attemptCount, environment, wordsOfRoot } from '../common-options.ts'
import type { LoadBalancerConfig, ProviderConfig } from './types.ts'

/** {@link LoadBalancerConfig}, checked. */
type Settings = LoadBalancerConfig & { readonly maxRetries: number; readonly retryDelay: number }

const table: OptionTable<LoadBalancerConfig> = {
  strategy: [oneOf('round-robin', 'failover', 'weighted', 'custom'), required],
  providers: [checkArray, required],
  customStrategy: [checkFunction],
  globalTimeout: [positive],
  maxRetries: [attemptCount, 3],
  retryDelay: [finite, 1000],
  ...environment,
}

const providerHints = {
  baseURL: 'baseUrl',
  timeouts: 'timeout',
  timeoutMs: 'timeout',
  maxAttempts: 'maxRetries',
  key: 'apiKey',
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readConfig(config: LoadBalancerConfig): Settings {
  const read = readOptions('createLLMBalancer', config, table, {
    hints: wordsOfRoot('globalTimeout'),
  }) as Settings
  if (read.strategy === 'custom' && read.customStrategy === undefined)
    throw new TypeError('createLLMBalancer: "customStrategy" is missing, which "strategy" "custom" needs')
  return read
}

/** The vendor checks the key, the root checks the type. */
const providerTable: OptionTable<ProviderConfig> = {
  name: [checkText, required],
  apiKey: [],
  model: [checkText, required],
  baseUrl: [checkString],
  weight: [finite],
  timeout: [positive],
  maxRetries: [attemptCount],
  type: [],
  allowInsecureHttp: [checkBoolean],
}

/**
 * Reads a configuration. That of a custom provider may have fields of its own, which are left out.
 *
 * @throws TypeError or RangeError naming the provider and the option that is wrong
 */
export function readProviderConfig(config: unknown, isCustom = false): ProviderConfig {
  const name = readProperty(config, 'name')
  const owner = typeof name === 'string' && name !== '' ? `provider "${name}"` : 'a provider'
  const fields = Object.keys(providerTable).map((field) => [field, readProperty(config, field)])
  const given: unknown = isCustom ? Object.fromEntries(fields) : config
  return readOptions(owner, given, providerTable, { hints: providerHints })
}

/** The entry in the root's words. */
export function toRootEntry(config: ProviderConfig): RootProviderConfig {
  const { baseUrl: baseURL, timeout, maxRetries: maxAttempts, ...entry } = config
  const timeouts = timeout === undefined ? undefined : { attemptMs: timeout }
  return { ...(entry as RootProviderConfig), ...defined({ baseURL, timeouts, maxAttempts }) }
}
