import { anthropic } from '@llm-balancer/anthropic'
import { openai } from '@llm-balancer/openai'
import { openaiCompatible } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, Fetch } from '@llm-balancer/provider'

/** The vendors a provider entry can name; `claude` is another name for `anthropic`. */
export type ProviderType = 'openai' | 'anthropic' | 'claude' | 'openai-compatible'

/** What a vendor's model is made of. */
export type VendorSettings = {
  /** The entry's name; a compatible server is called by it in errors. */
  readonly name: string
  readonly model: string
  readonly apiKey?: ApiKey
  readonly baseURL?: string
  readonly allowInsecureHttp?: boolean
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly fetch?: Fetch
}

const makers: Readonly<Record<ProviderType, (settings: VendorSettings) => ChatModel>> = {
  openai: ({ name: _, apiKey = '', ...settings }) => openai({ apiKey, ...settings }),
  anthropic: ({ name: _, apiKey = '', ...settings }) => anthropic({ apiKey, ...settings }),
  claude: (settings) => makers.anthropic(settings),
  'openai-compatible': ({ name, baseURL = '', ...settings }) =>
    openaiCompatible({ name, baseURL, ...settings }),
}

/** Every vendor there is. */
export const providerTypes: readonly ProviderType[] = Object.keys(makers) as ProviderType[]

/** True for the name of a vendor. */
export function isProviderType(name: unknown): name is ProviderType {
  return typeof name === 'string' && Object.hasOwn(makers, name)
}

/** Makes a vendor's model. @throws TypeError for bad settings */
export function vendorModel(type: ProviderType, settings: VendorSettings): ChatModel {
  return makers[type](settings)
}
