import { atLeastOne, checkBoolean, checkString, checkText, describeWord } from '@llm-balancer/core/options'
import { finite, mustBe, numberWithin, positive, readOptions } from '@llm-balancer/core/options'
import { readProperty, required, type Check, type OptionTable } from '@llm-balancer/core/options'
import { attemptCount, environment, wholeFrom, wordsOfRoot, type Complete } from '../common-options.ts'
import { ConfigurationError } from './errors.ts'
import type { LLMPoolOptions, PoolProviderConfig } from './types.ts'

/** Settings of a pool, checked, with the defaults. */
export type PoolSettings = Complete<LLMPoolOptions, 'configPath' | 'configUrl' | 'fetch' | 'clock' | 'random'>

/** A provider, checked, with the defaults. */
export type CompleteProvider = Complete<PoolProviderConfig, 'base_url'>

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
  ...wordsOfRoot('timeout'),
  ...{ config: 'configPath', path: 'configPath', url: 'configUrl', intervalMs: 'checkInterval' },
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

const checkType: Check = (_name, value, owner) => {
  if (Object.values(PROVIDERS).some((type) => type === value)) return value
  throw new TypeError(`${owner}: Unsupported provider type: ${describeWord(value)}`)
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
  input_token_price: [finite, 0],
  output_token_price: [finite, 0],
}
const providerHints = { rpm: 'requests_per_minute', rpd: 'requests_per_day' }

/** @throws TypeError or RangeError naming the provider by its place, from 1 */
export function readPoolProviders(providers: unknown): readonly CompleteProvider[] {
  const list = mustBe('a list of providers', Array.isArray)('providers', providers) as readonly unknown[]
  return list.map((provider, index) => readProvider(ownerAt(index), provider))
}

/** What is wrong with a list of providers. @param providers those that have been read, which an error of the balancer names */
export function toConfigurationError(
  error: unknown,
  providers: readonly CompleteProvider[],
): ConfigurationError {
  const { message } = error as Error
  const place = providers.findLastIndex(({ name }) => message.includes(`provider "${name}"`))
  return new ConfigurationError(place < 0 ? message : `${ownerAt(place)}: ${message}`, { cause: error })
}

const ownerAt = (index: number): string => `Provider ${index + 1} is invalid`

function readProvider(owner: string, provider: unknown): CompleteProvider {
  const missing = ['name', 'type', 'api_key', 'model'].find((name) => {
    const value = readProperty(provider, name)
    return value === undefined || value === ''
  })
  if (missing !== undefined) throw new TypeError(`${owner}: Missing required field: ${missing}`)
  return readOptions<CompleteProvider>(owner, provider, providerTable, { hints: providerHints })
}
