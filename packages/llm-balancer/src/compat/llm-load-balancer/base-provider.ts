import { classifyError } from '@llm-balancer/core/errors'
import { readProperty } from '@llm-balancer/core/options'
import type { ProviderCallOptions } from '../../index.ts'
import { redact } from '../../errors/redact.ts'
import { LLMError } from './errors.ts'
import type { LLMRequest, LLMResponse, OwnProvider, ProviderConfig } from './types.ts'

/**
 * A provider of your own: extend it, implement `makeRequest`, and put an instance where a configuration could stand, in
 * `providers` or `addProvider`. It must not retry. There is no axios `client`: use `fetch`, with the signal.
 */
export abstract class BaseProvider implements OwnProvider {
  readonly #config: ProviderConfig

  /** Keeps a copy of `config`. */
  constructor(config: ProviderConfig) {
    this.#config = Object.freeze({ ...config })
  }

  /** A copy of the given configuration. Printing the provider does not show it: there may be a key in it. */
  protected get config(): ProviderConfig {
    return this.#config
  }

  /** Makes the request and gives the whole answer. The signal aborts when the caller aborts or the time is up. */
  abstract makeRequest(request: LLMRequest, options: ProviderCallOptions): Promise<LLMResponse>

  /** Throws an {@link LLMError} of this provider for what was caught, with its message and status, without keys. */
  protected handleError(error: unknown): never {
    const { name, apiKey } = this.#config
    const data = readProperty(readProperty(error, 'response'), 'data')
    const words = [readProperty(data, 'error'), data, error].map((place) => readProperty(place, 'message'))
    const message = words.find((word): word is string => typeof word === 'string' && word !== '')
    const secrets = typeof apiKey === 'string' ? [apiKey] : []
    throw new LLMError(redact(message ?? 'failed', { secrets }), name, classifyError(error, 0).status, error)
  }
}
