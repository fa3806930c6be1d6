import { readProperty } from '@llm-balancer/core/options'
import type { ProviderSettings } from '../options/provider-settings.ts'
import type { LLMPrompt, LLMRequest, LLMResponse } from '../requests/llm-request.ts'

/** Configuration of a provider of your own. A subclass may add fields. */
export interface BaseProviderConfig extends ProviderSettings {
  /** Names the entry in answers, statistics and errors; unique. */
  readonly name: string
  readonly model: string
  /** @default none */
  readonly apiKey?: string
  /** @default none */
  readonly baseURL?: string
}

/** Options of a call of a custom provider. */
export interface ProviderCallOptions {
  /** Aborts when the caller goes away or the time is up: hand it to `fetch`. */
  readonly signal: AbortSignal
}

/**
 * A provider of your own: extend it, implement `makeRequest`, and put an instance into `providers`. It must not retry.
 * An error that it throws is judged by its shape: a `status` says which HTTP status was met, a `ProviderError` says
 * everything. A bare `TypeError` or the like is taken for a reply that could not be read, and the next provider is asked.
 */
export abstract class BaseProvider<Config extends BaseProviderConfig = BaseProviderConfig> {
  readonly #config: Config

  /** Keeps a copy of `config`. */
  constructor(config: Config) {
    this.#config = Object.freeze({ ...config })
  }

  /** A copy of the given configuration. Printing the provider does not show it: there may be a key in it. */
  get config(): Config {
    return this.#config
  }

  /** Makes the request and gives the whole answer. */
  abstract makeRequest(request: LLMRequest, options: ProviderCallOptions): Promise<LLMResponse>

  /** Makes the request and gives the answer's text piece by piece. Without it a stream gives `makeRequest`'s answer in one piece. */
  makeStreamRequest?(request: LLMPrompt, options: ProviderCallOptions): AsyncIterable<string>

  /** The cheapest call that shows that the provider works, for health checks. Without it `makeRequest` is asked for one token. */
  probe?(options: ProviderCallOptions): Promise<void>
}

/** True for a custom provider, made with whichever copy of this package. */
export function isBaseProvider(value: unknown): value is BaseProvider {
  return (
    readProperty(value, 'config') !== undefined && typeof readProperty(value, 'makeRequest') === 'function'
  )
}
