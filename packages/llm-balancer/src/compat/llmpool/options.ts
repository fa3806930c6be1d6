import { atLeastOne, checkBoolean, checkString, checkText, defined } from '@llm-balancer/core/options'
import { finite, mustBe, numberWithin, oneOf, positive, readOptions } from '@llm-balancer/core/options'
import { required, type OptionTable } from '@llm-balancer/core/options'
import type { LLMBalancerOptions, ProviderConfig } from '../../index.ts'
import { retold } from '../../options/retold.ts'
import { attemptCount, environment, wholeFrom, wordsOfRoot, type Complete } from '../common-options.ts'
import { wordedAbout, type Wording } from '../wording.ts'
import { ConfigurationError, usualResetMs } from './errors.ts'
import type { LLMPoolOptions, PoolProviderConfig, PoolProviderType } from './types.ts'

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

const providerTable: OptionTable<CompleteProvider> = {
  name: [checkText, required],
  type: [oneOf(...Object.values(PROVIDERS)), required],
  api_key: [checkText, required],
  base_url: [checkString],
  model: [checkText, required],
  priority: [numberWithin({ min: -Infinity, max: Infinity }), 1],
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

/** What is said of a provider or of one of its fields, and what the document says. */
const wording: Wording = [
  [/: options must be an object, got .+/, ': Missing required field: name'],
  [/: "(name|type|api_key|model)" (?:is missing|.+ an empty string)$/, ': Missing required field: $1'],
  [/: "type" must be .+, got /, ': Unsupported provider type: '],
  [/^: "baseURL"/, ': "base_url"'],
]

const ownerAt = (index: number): string => `Provider ${index + 1} is invalid`

/** Reads providers and takes them over. @throws ConfigurationError that names the one that is wrong by its place, from 1 */
export function configure(given: unknown, takeOver: (read: CompleteProvider[]) => void): CompleteProvider[] {
  const read: CompleteProvider[] = []
  const work = (): CompleteProvider[] => {
    for (const one of mustBe('a list of providers', Array.isArray)('providers', given) as unknown[])
      read.push(readOptions(ownerAt(read.length), one, providerTable, { hints: providerHints }))
    takeOver(read)
    return read
  }
  const tell = (message: string): string => wordedAbout(message, { providers: read, wording, ownerAt })
  return retold(work, tell, ConfigurationError)
}

/** Where types are that the document has elsewhere than their adapters; `gemini` is asked in OpenAI's format. */
const baseURLs: Readonly<Partial<Record<PoolProviderType, string>>> = {
  cohere: 'https://api.cohere.ai/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
}

/** A pool's options in the root's words. @param count how many providers there are now */
export function toRootOptions(settings: PoolSettings, count: () => number): LLMBalancerOptions {
  const { timeout, retryDelay, fetch, clock, random } = settings
  return {
    ...{ providers: [], strategy: 'peak-ewma', whenUnavailable: 'fail' },
    timeouts: { deadlineMs: timeout },
    retry: {
      backoff: (retry) => retryDelay * 2 ** Math.floor(retry / Math.max(1, count())),
      // Each provider has attempts of its own. A limit that is used up is told, and not waited for.
      ...{ maxAttempts: Infinity, waitForBlocked: false, maxWaitMs: Infinity },
    },
    cooling: { throttleMs: usualResetMs, maxRetryAfterMs: 86_400_000 },
    ...defined({ clock, fetch, random }),
  }
}

/** A provider in the root's words. */
export function toEntry(config: CompleteProvider, settings: PoolSettings): ProviderConfig {
  const { name, type, model, priority, api_key: apiKey, base_url: baseURL = baseURLs[type] } = config
  const { requests_per_minute: requestsPerMinute, requests_per_day: requestsPerDay } = config
  const { maxRetries: maxAttempts, allowInsecureHttp, useTokenCounting: estimateUsage } = settings
  return {
    ...{ name, model, priority, maxAttempts, apiKey, allowInsecureHttp, estimateUsage },
    ...{ requestsPerMinute, requestsPerDay, exact: true },
    ...defined({ baseURL }),
    type: type === 'gemini' ? 'openai-compatible' : type,
    circuitBreaker: {
      trip: { consecutiveFailures: config.circuit_breaker_threshold },
      resetTimeoutMs: config.circuit_breaker_timeout,
      ...{ resetJitterRatio: 0, earlyTrials: false },
    },
    defaults: { maxOutputTokens: config.max_tokens, temperature: config.temperature },
    // Per million tokens a price is a thousand times as high as per 1000.
    cost: { inputPerMTok: config.input_token_price * 1000, outputPerMTok: config.output_token_price * 1000 },
    // A time that is not shorter than the chat's would leave nothing for the next provider.
    timeouts: config.timeout < settings.timeout ? { attemptMs: config.timeout } : {},
  }
}
