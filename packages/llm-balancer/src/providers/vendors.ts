import { anthropic } from '@llm-balancer/anthropic'
import { openai, openaiEmbedding } from '@llm-balancer/openai'
import { openaiCompatible, openaiCompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import type { VendorSettings } from '../config/vendor-settings.ts'

/** What a vendor's model is made of. */
export type VendorModelSettings = VendorSettings & {
  /** The entry's name; a compatible server is called by it in errors. */
  readonly name: string
  readonly model: string
  readonly apiKey?: ApiKey
  readonly baseURL?: string
  readonly allowInsecureHttp?: boolean
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly fetch?: Fetch
}

/** One vendor: how its models are made. */
type Vendor = {
  readonly chat: (settings: VendorModelSettings) => ChatModel
  /** Absent when it makes no embeddings. */
  readonly embedding?: (settings: VendorModelSettings) => EmbeddingModel
  /** Which of {@link VendorSettings} it has. */
  readonly own?: readonly (keyof VendorSettings)[]
}

/** Settings with a key, as vendors want them that need one; a missing one is theirs to refuse. */
const keyed = <Settings extends VendorModelSettings>({ name: _, ...settings }: Settings) => ({
  apiKey: '',
  ...settings,
})

const openaiVendor: Vendor = {
  chat: ({ api: _, ...settings }) => openai(keyed(settings)),
  embedding: ({ api: _, ...settings }) => openaiEmbedding(keyed(settings)),
  own: ['organization', 'project'],
}

const anthropicVendor: Vendor = {
  chat: (settings) => anthropic(keyed(settings)),
  own: ['version', 'betas', 'maxOutputTokens'],
}

/** The vendors a provider entry can name; `claude` and `gemini` are other names for `anthropic` and `google`. */
export type ProviderType = 'openai' | 'anthropic' | 'claude' | 'openai-compatible'

const vendors: Readonly<Record<ProviderType, Vendor>> = {
  openai: openaiVendor,
  anthropic: anthropicVendor,
  claude: anthropicVendor,
  'openai-compatible': {
    chat: ({ baseURL = '', ...settings }) => openaiCompatible({ baseURL, ...settings }),
    embedding: ({ baseURL = '', ...settings }) => openaiCompatibleEmbedding({ baseURL, ...settings }),
  },
}

/** Every vendor there is. */
export const providerTypes: readonly ProviderType[] = Object.keys(vendors) as ProviderType[]

/** True for the name of a vendor. */
export function isProviderType(name: unknown): name is ProviderType {
  return typeof name === 'string' && Object.hasOwn(vendors, name)
}

/** One vendor by its name. */
export function vendorOf(type: ProviderType): Vendor {
  return vendors[type]
}
