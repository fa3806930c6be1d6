import {
  atLeastOne,
  checkString,
  checkText,
  describeValue,
  describeWord,
  finite,
  numberWithin,
  positive,
  readOptions,
  readProperty,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { ConfigurationError } from './errors.ts'

/** One provider of the configuration, with the names of `llmpool`. */
export interface PoolProviderConfig {
  /** Names the provider in answers, statistics, events and errors; unique. */
  readonly name: string
  readonly type: PoolProviderType
  /** Goes into request headers and nowhere else. */
  readonly api_key: string
  /** Where the API is: https, or http to this machine. @default the vendor's */
  readonly base_url?: string | undefined
  readonly model: string
  /** Lower is asked first. @default 1 */
  readonly priority?: number | undefined
  /** Requests within any minute, a whole number ≥ 0. @default 60 */
  readonly requests_per_minute?: number | undefined
  /** Requests within any 24 hours, a whole number ≥ 0. @default 1000 */
  readonly requests_per_day?: number | undefined
  /** Failures in a row after which it is left alone, a whole number ≥ 1; each kind counts once per chat. @default 5 */
  readonly circuit_breaker_threshold?: number | undefined
  /** For how long, in ms, ≥ 0; then one request tries it again. @default 60 000 */
  readonly circuit_breaker_timeout?: number | undefined
  /** Most tokens of an answer, where the request does not say. @default 4096 */
  readonly max_tokens?: number | undefined
  /** Where the request does not say; 0 is sent. @default 0.7 */
  readonly temperature?: number | undefined
  /**
   * Time of one attempt in ms, > 0. One that is not shorter than the pool's `timeout` stands for what is left of that, or for half of
   * it while another provider could take over.
   *
   * @default 30 000
   */
  readonly timeout?: number | undefined
  /** US dollars per 1000 input tokens, ≥ 0. @default no costs are counted; 0 when the other price is given */
  readonly input_token_price?: number | undefined
  /** US dollars per 1000 output tokens, ≥ 0. @default no costs are counted; 0 when the other price is given */
  readonly output_token_price?: number | undefined
}

/** What the file, or the address, holds. */
export interface PoolConfig {
  readonly providers: readonly PoolProviderConfig[]
}

/** A provider without its key. */
export type PublicPoolProvider = Omit<PoolProviderConfig, 'api_key'>

/** The types of providers. */
export const PROVIDERS = {
  GROQ: 'groq',
  OPENAI: 'openai',
  ANTHROPIC: 'anthropic',
  COHERE: 'cohere',
  TOGETHER: 'together',
  GEMINI: 'gemini',
} as const

/** The word for a type of provider. */
export type PoolProviderType = (typeof PROVIDERS)[keyof typeof PROVIDERS]

type WithoutDefault = 'base_url' | 'input_token_price' | 'output_token_price'

/** A provider with every default but those of the address and the prices. */
export type CompleteProvider = PoolProviderConfig & {
  readonly [Name in Exclude<keyof PoolProviderConfig, WithoutDefault>]: NonNullable<PoolProviderConfig[Name]>
}

const wholeFromZero = numberWithin({ min: 0, max: Infinity, integer: true, infinite: true })
const anyNumber = numberWithin({ min: -Infinity, max: Infinity })

const checkType: Check = (_name, value) => {
  if (Object.values(PROVIDERS).some((type) => type === value)) return value
  throw new TypeError(`Unsupported provider type: ${describeWord(value)}`)
}

const table: OptionTable<CompleteProvider> = {
  name: [checkText, required],
  type: [checkType, required],
  api_key: [checkText, required],
  base_url: [checkString],
  model: [checkText, required],
  priority: [anyNumber, 1],
  requests_per_minute: [wholeFromZero, 60],
  requests_per_day: [wholeFromZero, 1000],
  circuit_breaker_threshold: [atLeastOne, 5],
  circuit_breaker_timeout: [finite, 60_000],
  max_tokens: [numberWithin({ min: 1, max: Infinity, integer: true }), 4096],
  temperature: [finite, 0.7],
  timeout: [positive, 30_000],
  input_token_price: [finite],
  output_token_price: [finite],
}

const hints = {
  apiKey: 'api_key',
  baseUrl: 'base_url',
  baseURL: 'base_url',
  rpm: 'requests_per_minute',
  rpd: 'requests_per_day',
  maxTokens: 'max_tokens',
}

const textOrComment = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g

/** Reads JSON, comments allowed. @throws ConfigurationError that holds no value of the text */
export function parsePoolConfig(text: string): readonly CompleteProvider[] {
  const config = parse(text.replaceAll(textOrComment, (_, quoted: string | undefined) => quoted ?? ''))
  return readPoolProviders(readProperty(config, 'providers'))
}

/** @throws ConfigurationError naming the provider by its place, from 1 */
export function readPoolProviders(providers: unknown): readonly CompleteProvider[] {
  if (!Array.isArray(providers))
    throw new ConfigurationError(`"providers" must be a list of providers, got ${describeValue(providers)}`)
  const names = new Set<string>()
  return providers.map((provider: unknown, index) => {
    const complete = inPlace(index, () => readProvider(provider))
    if (names.has(complete.name))
      throw new ConfigurationError(`two providers have the name "${complete.name}"`)
    names.add(complete.name)
    return complete
  })
}

/** Runs `work`; what it throws becomes a mistake in one provider. @throws ConfigurationError */
export function inPlace<Value>(index: number, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown'
    throw new ConfigurationError(`Provider ${index + 1} is invalid: ${message}`, { cause: error })
  }
}

function readProvider(provider: unknown): CompleteProvider {
  const missing = ['name', 'type', 'api_key', 'model'].find((name) => {
    const value = readProperty(provider, name)
    return value === undefined || value === ''
  })
  if (missing !== undefined) throw new TypeError(`Missing required field: ${missing}`)
  return readOptions<CompleteProvider>('provider', provider, table, { hints })
}

/** The engine's own message would repeat a piece of the text, which may be a key. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const place = /line \d+ column \d+|position \d+/.exec(String(error))?.[0]
    throw new ConfigurationError(
      `the configuration is not valid JSON${place === undefined ? '' : ` at ${place}`}`,
    )
  }
}
