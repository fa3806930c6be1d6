import type { LLMResponse as RootResponse, ProviderCallOptions } from '../../index.ts'
import { BaseProvider as RootBaseProvider } from '../../providers/base-provider.ts'
import type { BaseProvider } from './base-provider.ts'
import type { LLMRequest } from './llm-request.ts'
import { toRootSettings, type ProviderConfig } from './provider-config.ts'

/** A custom provider with the document's option names, as a provider that the root accepts. */
export class AdoptedProvider extends RootBaseProvider {
  readonly #provider: BaseProvider

  /** @param config the documented options of the provider's own configuration */
  constructor(provider: BaseProvider, config: ProviderConfig) {
    const { name, model, apiKey } = config
    super({ name, model, ...(typeof apiKey === 'string' ? { apiKey } : {}), ...toRootSettings(config) })
    this.#provider = provider
  }

  /** The root checks the answer, and understands whichever word it says for `finishReason`. */
  async makeRequest(request: LLMRequest, options: ProviderCallOptions): Promise<RootResponse> {
    return (await this.#provider.makeRequest(request, options)) as RootResponse
  }
}
