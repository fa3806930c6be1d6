import type { TokenPrice } from '@llm-balancer/core'
import type { ApiKey, ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import type { BaseProvider } from '../providers/base-provider.ts'
import type { ProviderType } from '../providers/vendors.ts'
import type { ProviderSettings } from './provider-settings.ts'
import type { VendorSettings } from './vendor-settings.ts'

/** One provider: a model of a vendor behind one key. */
export interface ProviderConfig extends ProviderSettings, VendorSettings {
  /** Names the entry in answers, statistics and errors; unique. Without `type` it also says which vendor it is. */
  readonly name: string
  /** The vendor, when the name does not say it. `openai-compatible` is any server that speaks OpenAI's format. @default the name */
  readonly type?: ProviderType
  /** The key, or a function that gives the current one. Goes into request headers and nowhere else. @default none, where the vendor needs none */
  readonly apiKey?: ApiKey
  /** The vendor's name of the model. */
  readonly model: string
  /** The vendor's name of its model for `embed`, behind the same key. @default none, `embed` goes elsewhere */
  readonly embeddingModel?: string
  /** Where the API is: https, or http to this machine or a private network. @default the vendor's */
  readonly baseUrl?: string
  /** The same as `baseUrl`. */
  readonly baseURL?: string
  /** Allows http to any host; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean
  /** Headers of every request. @default none */
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Sends the requests: a proxy, a fake. @default the balancer's `fetch` */
  readonly fetch?: Fetch
}

/** A ready-made model as a provider. */
export interface ModelProviderConfig extends ProviderSettings {
  /** Names the entry in answers, statistics and errors; unique. */
  readonly name: string
  readonly model: ChatModel
  /** What `embed` asks. @default none, `embed` goes elsewhere */
  readonly embedding?: EmbeddingModel
}

/** What may stand in `providers`: a configuration, a model (bare, or with a name and settings), or a provider of your own. */
export type ProviderInput = ProviderConfig | ModelProviderConfig | ChatModel | BaseProvider

/** A provider as everybody may know it: no key, no headers, no address. */
export interface ProviderDescription {
  readonly name: string
  /** The vendor: `anthropic`. */
  readonly vendor: string
  readonly model: string
  readonly embeddingModel?: string
  readonly embeddingSpace?: string
  readonly weight: number
  readonly priority: number
  readonly tags: readonly string[]
  readonly timeout?: number
  readonly maxRetries?: number
  readonly requestsPerMinute?: number
  readonly cost?: TokenPrice
  readonly contextWindow?: number
  readonly pool?: string
}
