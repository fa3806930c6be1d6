import { createLLMBalancer } from '../../create-llm-balancer.ts'
import type { ProviderCallOptions } from '../../index.ts'
import { BaseProvider } from './base-provider.ts'
import type { LLMRequest, LLMResponse } from './llm-request.ts'
import { readProviderConfig, toRootEntry, type ProviderConfig } from './provider-config.ts'
import { toLLMError } from './to-documented-error.ts'
import { toLLMResponse } from './to-llm-response.ts'

/** The provider of one vendor: usable alone, for single requests, or as an entry of a balancer. */
abstract class VendorProvider extends BaseProvider {
  /** @throws TypeError or RangeError naming the option that is wrong */
  constructor(config: ProviderConfig, type: ProviderConfig['type']) {
    super(readProviderConfig({ type, ...config }))
  }

  /** Makes one attempt. @throws LLMError, or the signal's reason */
  async makeRequest(request: LLMRequest, options?: ProviderCallOptions): Promise<LLMResponse> {
    const llm = createLLMBalancer({
      providers: [toRootEntry(this.config)],
      strategy: 'failover',
      retry: { maxAttempts: 1 },
    })
    try {
      return toLLMResponse(await llm.request({ ...request, stream: false }, options))
    } catch (error) {
      if (options?.signal.aborted === true && error === options.signal.reason) throw error
      throw toLLMError(error, this.config.name)
    } finally {
      await llm.close()
    }
  }
}

/** OpenAI's chat completions. */
export class OpenAIProvider extends VendorProvider {
  constructor(config: ProviderConfig) {
    super(config, 'openai')
  }
}

/** Anthropic's Messages API. */
export class ClaudeProvider extends VendorProvider {
  constructor(config: ProviderConfig) {
    super(config, 'anthropic')
  }
}

/** Google's `generateContent`. */
export class GeminiProvider extends VendorProvider {
  constructor(config: ProviderConfig) {
    super(config, 'google')
  }
}

/** Cohere's Chat API; the Generate API has been retired. */
export class CohereProvider extends VendorProvider {
  constructor(config: ProviderConfig) {
    super(config, 'cohere')
  }
}

/** Mistral's chat completions. */
export class MistralProvider extends VendorProvider {
  constructor(config: ProviderConfig) {
    super(config, 'mistral')
  }
}

/** True when nothing but the vendor's own request would be made, so that its configuration says everything. */
export function isPlainVendorProvider(provider: BaseProvider): boolean {
  return provider.makeRequest === VendorProvider.prototype.makeRequest
}
