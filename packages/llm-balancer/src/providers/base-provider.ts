import type { ProviderSettings } from '../config/provider-settings.ts'
import type { LLMPrompt, LLMRequest, LLMResponse } from '../requests/llm-request.ts'

/** Configuration of a provider of your own. A subclass may add fields. */
export interface BaseProviderConfig extends ProviderSettings {
  /** Names the entry in answers, statistics and errors; unique. */
  readonly name: string
  readonly model: string
  /** @default none */
  readonly apiKey?: string
  /** @default none */
  readonly baseUrl?: string
}

/** What a call may be given beside its request. */
export interface ProviderCallOptions {
  /** Aborts when the caller goes away or the time is up: hand it to `fetch`. */
  readonly signal: AbortSignal
}

/**
 * A provider of your own: extend it, implement `makeRequest`, and put an instance into `providers`. It must not retry.
 * What it throws is judged by its shape (`status`, `code`, `name`); throw an `LLMError` to say the status. A bare
 * `TypeError` or the like is taken for a reply that could not be read, and the next provider is asked.
 */
export abstract class BaseProvider<Config extends BaseProviderConfig = BaseProviderConfig> {
  /** A copy of what the provider was made with. Not enumerable, so that printing the provider shows no key. */
  declare readonly config: Config

  /** Keeps a copy of `config`. */
  constructor(config: Config) {
    Object.defineProperty(this, 'config', { value: Object.freeze({ ...config }) })
  }

  /** Asks and gives the whole answer. */
  abstract makeRequest(request: LLMRequest, options: ProviderCallOptions): Promise<LLMResponse>

  /** Asks and gives the answer's text piece by piece. Without it a stream gives `makeRequest`'s answer in one piece. */
  makeStreamRequest?(request: LLMPrompt, options: ProviderCallOptions): AsyncIterable<string>

  /** The cheapest proof of life, for health checks. Without it `makeRequest` is asked for one token. */
  probe?(options: ProviderCallOptions): Promise<void>
}

/** True for a provider of one's own, of whichever copy of this package. */
export function isBaseProvider(value: object): value is BaseProvider {
  return 'makeRequest' in value && typeof value.makeRequest === 'function' && 'config' in value
}
