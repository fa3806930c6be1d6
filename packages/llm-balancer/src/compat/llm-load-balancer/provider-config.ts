import {
  checkBoolean,
  checkString,
  checkText,
  defined,
  finite,
  numberWithin,
  positive,
  readOptions,
  readProperty,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ApiKey } from '@llm-balancer/provider'
import type { ProviderConfig as RootProviderConfig } from '../../index.ts'

/** One provider entry, with the option names of `llm-load-balancer`. Times in ms. */
export interface ProviderConfig {
  /** Names the entry in answers, statistics and errors; unique. Without `type` it is also the vendor: `openai`, `claude` … */
  readonly name: string
  /** Goes into request headers and nowhere else. A function gives the current one. @default none, where the vendor needs none */
  readonly apiKey?: ApiKey | undefined
  readonly model: string
  /** Where the API is. @default the vendor's */
  readonly baseUrl?: string | undefined
  /** Share of the requests with `strategy: 'weighted'`, ≥ 0; 0 = none. @default 1 */
  readonly weight?: number | undefined
  /** Time of one attempt, > 0. @default what is left of `globalTimeout`; half of it while another provider could take over */
  readonly timeout?: number | undefined
  /** Most attempts of one request at this provider, the first included; a whole number ≥ 0, 0 counts as 1. @default the balancer's */
  readonly maxRetries?: number | undefined
  /** The vendor, where the name does not say it; beyond the original. @default the name */
  readonly type?: RootProviderConfig['type'] | undefined
  /** Allows http to any host, so that the key travels unencrypted; beyond the original. @default false */
  readonly allowInsecureHttp?: boolean | undefined
}

/** A provider entry without its key. */
export type PublicProviderConfig = Omit<ProviderConfig, 'apiKey'>

/** The root's words for what these options say. */
const hints = {
  baseURL: 'baseUrl',
  timeouts: 'timeout',
  timeoutMs: 'timeout',
  maxAttempts: 'maxRetries',
  key: 'apiKey',
}

/** A whole number of attempts; 0 counts as 1, because a request without an attempt would be none. */
export const attemptCount: Check = (name, value, owner) =>
  Math.max(1, numberWithin({ min: 0, max: Infinity, integer: true })(name, value, owner) as number)

/** The vendor checks the key, the root checks the type. */
const table: OptionTable<ProviderConfig> = {
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

const names = Object.keys(table) as readonly (keyof ProviderConfig)[]

/**
 * Reads a configuration.
 *
 * @throws TypeError or RangeError naming the provider and the option that is wrong
 */
export function readProviderConfig(config: ProviderConfig): ProviderConfig {
  const name = readProperty(config, 'name')
  const owner = typeof name === 'string' && name !== '' ? `provider "${name}"` : 'a provider'
  return readOptions(owner, config, table, { hints })
}

/** The documented options out of the configuration of a custom provider, which may have fields of its own. */
export function documentedOptions(config: unknown): ProviderConfig {
  const fields = names.map((name) => [name, readProperty(config, name)])
  return readProviderConfig(Object.fromEntries(fields) as ProviderConfig)
}

/** The entry in the root's words, as far as a custom provider has them, too. */
export function toRootSettings({
  weight,
  timeout,
  maxRetries,
}: ProviderConfig): Pick<RootProviderConfig, 'weight' | 'timeouts' | 'maxAttempts'> {
  const timeouts = timeout === undefined ? undefined : { attemptMs: timeout }
  return defined({ weight, timeouts, maxAttempts: maxRetries })
}

/** The entry in the root's words. */
export function toRootEntry(config: ProviderConfig): RootProviderConfig {
  const { name, model, type, apiKey, baseUrl: baseURL, allowInsecureHttp } = config
  return { name, model, ...defined({ type, apiKey, baseURL, allowInsecureHttp }), ...toRootSettings(config) }
}

/** A copy without the key. */
export function publicConfig({ apiKey: _, ...config }: ProviderConfig): PublicProviderConfig {
  return defined(config)
}
