import { atLeastOne, checkBoolean, checkString, checkText, describeValue } from '@llm-balancer/core/options'
import { describeWord, finite, numberWithin, positive, readOptions } from '@llm-balancer/core/options'
import { readProperty, required, type Check, type OptionTable } from '@llm-balancer/core/options'
import { attemptCount, environment, wholeFrom, wordsOfRoot, type Complete } from '../common-options.ts'
import { ConfigurationError } from './errors.ts'
import type { LLMPoolOptions, PoolProviderConfig } from './types.ts'

/** Settings of a pool, checked, with the defaults. */
export type PoolSettings = Complete<LLMPoolOptions, 'configPath' | 'configUrl' | 'fetch' | 'clock' | 'random'>

/** A provider, checked, with the defaults. */
export type CompleteProvider = Complete<
  PoolProviderConfig,
  'base_url' | 'input_token_price' | 'output_token_price'
>

const table: OptionTable<PoolSettings> = {
  configPath: [checkText],
  configUrl: [checkText],
  timeout: [positive, 30_000],
  maxRetries: [attemptCount, 3],
  retryDelay: [finite, 1000],
  checkInterval: [positive, 300_000],
  useTokenCounting: [checkBoolean, false],
  debug: [checkBoolean, false],
  allowInsecureHttp: [checkBoolean, false],
  ...environment,
}

const hints = {
  ...{ ...wordsOfRoot('timeout'), config: 'configPath', path: 'configPath', url: 'configUrl' },
  intervalMs: 'checkInterval',
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readPoolOptions(options: LLMPoolOptions): PoolSettings {
  return readOptions<PoolSettings>('LLMPool', options, table, { hints })
}

/** The types of providers. */
export const PROVIDERS = {
  GROQ: 'groq',
  OPENAI: 'openai',
  ANTHROPIC: 'anthropic',
  COHERE: 'cohere',
  TOGETHER: 'together',
  GEMINI: 'gemini',
} as const

const anyNumber = numberWithin({ min: -Infinity, max: Infinity })

const checkType: Check = (_name, value) => {
  if (Object.values(PROVIDERS).some((type) => type === value)) return value
  throw new TypeError(`Unsupported provider type: ${describeWord(value)}`)
}

const providerTable: OptionTable<CompleteProvider> = {
  name: [checkText, required],
  type: [checkType, required],
  api_key: [checkText, required],
  base_url: [checkString],
  model: [checkText, required],
  priority: [anyNumber, 1],
  requests_per_minute: [wholeFrom(0, true), 60],
  requests_per_day: [wholeFrom(0, true), 1000],
  circuit_breaker_threshold: [atLeastOne, 5],
  circuit_breaker_timeout: [finite, 60_000],
  max_tokens: [wholeFrom(1), 4096],
  temperature: [finite, 0.7],
  timeout: [positive, 30_000],
  input_token_price: [finite],
  output_token_price: [finite],
}

const providerHints = {
  ...{ apiKey: 'api_key', baseUrl: 'base_url', baseURL: 'base_url', maxTokens: 'max_tokens' },
  ...{ rpm: 'requests_per_minute', rpd: 'requests_per_day' },
}

/** @throws ConfigurationError naming the provider by its place, from 1 */
export function readPoolProviders(providers: unknown): readonly CompleteProvider[] {
  if (!Array.isArray(providers))
    throw new ConfigurationError(`"providers" must be a list of providers, got ${describeValue(providers)}`)
  return providers.map((provider: unknown, index) => {
    try {
      return readProvider(provider)
    } catch (error) {
      throw invalidProvider(index, error)
    }
  })
}

/** What is wrong with the provider of this place, from 0. */
export function invalidProvider(index: number, error: unknown): ConfigurationError {
  const message = error instanceof Error ? error.message : 'unknown'
  return new ConfigurationError(`Provider ${index + 1} is invalid: ${message}`, { cause: error })
}

function readProvider(provider: unknown): CompleteProvider {
  const missing = ['name', 'type', 'api_key', 'model'].find((name) => {
    const value = readProperty(provider, name)
    return value === undefined || value === ''
  })
  if (missing !== undefined) throw new TypeError(`Missing required field: ${missing}`)
  return readOptions<CompleteProvider>('provider', provider, providerTable, { hints: providerHints })
}
