import { anthropic } from '@llm-balancer/anthropic'
import { azureOpenAI, azureOpenAIEmbedding } from '@llm-balancer/azure-openai'
import { cohere, cohereEmbedding } from '@llm-balancer/cohere'
import { google, googleEmbedding } from '@llm-balancer/google'
import { groq } from '@llm-balancer/groq'
import { mistral, mistralEmbedding } from '@llm-balancer/mistral'
import { openai, openaiEmbedding } from '@llm-balancer/openai'
import { openaiResponses } from '@llm-balancer/openai/responses'
import { openaiCompatible, openaiCompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import { together, togetherEmbedding } from '@llm-balancer/together'
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

/** The vendors a provider entry can name; `claude` and `gemini` are other names for `anthropic` and `google`. */
export type ProviderType =
  | 'openai'
  | 'anthropic'
  | 'claude'
  | 'google'
  | 'gemini'
  | 'azure-openai'
  | 'cohere'
  | 'groq'
  | 'mistral'
  | 'together'
  | 'openai-compatible'

/** Settings as vendors want them that need a key; a missing one is theirs to refuse. */
const keyed = <Settings extends VendorModelSettings>({
  name: _,
  ...settings
}: Settings): Omit<Settings, 'name'> & { readonly apiKey: ApiKey } => ({ apiKey: '', ...settings })

const openaiApis = { 'chat-completions': openai, responses: openaiResponses }

function checkApi<Api extends keyof typeof openaiApis>(api: Api): Api {
  if (Object.hasOwn(openaiApis, api)) return api
  throw new TypeError(`"api" must be one of ${Object.keys(openaiApis).join(', ')}`)
}

const aliases = { claude: 'anthropic', gemini: 'google' } as const

const vendors: Readonly<Record<Exclude<ProviderType, keyof typeof aliases>, Vendor>> = {
  openai: {
    chat: ({ api = 'chat-completions', ...settings }) => openaiApis[checkApi(api)](keyed(settings)),
    embedding: ({ api: _, ...settings }) => openaiEmbedding(keyed(settings)),
    own: ['api', 'organization', 'project'],
  },
  anthropic: {
    chat: (settings) => anthropic(keyed(settings)),
    own: ['version', 'betas', 'maxOutputTokens'],
  },
  google: {
    chat: (settings) => google(keyed(settings)),
    embedding: ({ vertex: _, ...settings }) => googleEmbedding(keyed(settings)),
    own: ['vertex'],
  },
  'azure-openai': {
    chat: ({ name: _, ...settings }) => azureOpenAI(settings),
    embedding: ({ name: _, deployment: __, ...settings }) => azureOpenAIEmbedding(settings),
    own: ['resource', 'deployment', 'apiVersion', 'tokenProvider'],
  },
  cohere: {
    chat: (settings) => cohere(keyed(settings)),
    embedding: (settings) => cohereEmbedding(keyed(settings)),
  },
  groq: { chat: (settings) => groq(keyed(settings)), own: ['reasoningFormat'] },
  mistral: {
    chat: (settings) => mistral(keyed(settings)),
    embedding: (settings) => mistralEmbedding(keyed(settings)),
  },
  together: {
    chat: (settings) => together(keyed(settings)),
    embedding: (settings) => togetherEmbedding(keyed(settings)),
  },
  'openai-compatible': {
    chat: ({ baseURL = '', ...settings }) => openaiCompatible({ baseURL, ...settings }),
    embedding: ({ baseURL = '', ...settings }) => openaiCompatibleEmbedding({ baseURL, ...settings }),
  },
}

/** Every vendor there is. */
export const providerTypes: readonly ProviderType[] = [
  ...(Object.keys(vendors) as (keyof typeof vendors)[]),
  ...(Object.keys(aliases) as (keyof typeof aliases)[]),
]

/** True for the name of a vendor. */
export function isProviderType(name: unknown): name is ProviderType {
  return (providerTypes as readonly unknown[]).includes(name)
}

/** One vendor by its name. */
export function vendorOf(type: ProviderType): Vendor {
  return vendors[type === 'claude' || type === 'gemini' ? aliases[type] : type]
}
