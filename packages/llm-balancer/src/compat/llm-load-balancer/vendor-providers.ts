import { checkOneOf, readProperty } from '@llm-balancer/core/options'
import { createLLMBalancer } from '../../create-llm-balancer.ts'
import type { ProviderCallOptions } from '../../index.ts'
import { toLLMResponse } from './answers.ts'
import { BaseProvider } from './base-provider.ts'
import { toLLMError } from './errors.ts'
import { readProviderConfig, toRootEntry } from './options.ts'
import type { LLMRequest, LLMResponse, ProviderConfig } from './types.ts'

/** The provider of one vendor: usable alone, for single requests, or as an entry of a balancer. */
export abstract class VendorProvider extends BaseProvider {
  /** Makes one attempt. @throws LLMError, or the signal's reason */
  async makeRequest(request: LLMRequest, options?: ProviderCallOptions): Promise<LLMResponse> {
    const providers = [toRootEntry(this.config)]
    const llm = createLLMBalancer({ providers, strategy: 'failover', retry: { maxAttempts: 1 } })
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

/** The class of a vendor's provider. Its constructor throws a TypeError or RangeError naming the option that is wrong. */
type VendorClass = new (config: ProviderConfig) => VendorProvider

function classOf(type: ProviderConfig['type']): VendorClass {
  return class extends VendorProvider {
    constructor(config: ProviderConfig) {
      super(readProviderConfig({ type, ...config }))
    }
  }
}

const OpenAI: VendorClass = classOf('openai')
const Claude: VendorClass = classOf('anthropic')
const Gemini: VendorClass = classOf('google')
const Cohere: VendorClass = classOf('cohere')
const Mistral: VendorClass = classOf('mistral')

/** OpenAI's chat completions. */
export class OpenAIProvider extends OpenAI {}

/** Anthropic's Messages API. */
export class ClaudeProvider extends Claude {}

/** Google's `generateContent`. */
export class GeminiProvider extends Gemini {}

/** Cohere's Chat API; the Generate API has been retired. */
export class CohereProvider extends Cohere {}

/** Mistral's chat completions. */
export class MistralProvider extends Mistral {}

const classes = {
  openai: OpenAIProvider,
  claude: ClaudeProvider,
  gemini: GeminiProvider,
  cohere: CohereProvider,
  mistral: MistralProvider,
}
const vendors = Object.keys(classes) as readonly (keyof typeof classes)[]

/**
 * The provider of the vendor that a configuration names, in whatever letter case.
 *
 * @throws TypeError when the name is not one of the five vendors, or for a bad option
 */
export function createProvider(config: ProviderConfig): BaseProvider {
  const name = readProperty(config, 'name')
  const vendor = typeof name === 'string' ? name.toLowerCase() : name
  return new classes[checkOneOf('name', vendor as string, vendors, 'createProvider')](config)
}
