import type {
  AttemptTimeouts,
  BalancerHedgeOptions,
  BalancerRetryOptions,
  Strategy,
  TokenPrice,
} from '@llm-balancer/core'
import type { ApiKey, ChatModel, EmbeddingModel, Fetch, HeaderSettings } from '@llm-balancer/provider'
import type { RateLimits } from '@llm-balancer/rate-limit'
import type { ProviderSettings } from '../options/provider-settings.ts'
import type { StrategyName, StrategySettings } from '../options/strategies.ts'
import type { BaseProvider } from '../providers/base-provider.ts'
import type { ProviderType, VendorSettings } from '../vendors/vendors.generated.ts'
import type { BalancerLike } from './provider-group.ts'

/** How a vendor is reached, whichever it is. */
export interface ConnectionSettings {
  /** The key, or a function that gives the current one. Goes into request headers and nowhere else. @default none, where the vendor needs none */
  readonly apiKey?: ApiKey
  /**
   * Several keys, in place of `apiKey`: each is a target of its own (`openai#1`, `openai#2` …) with its own health and limits;
   * together they have the entry's weight.
   */
  readonly apiKeys?: readonly ApiKey[]
  /** Where the API is: https, or http to this machine. @default the vendor's */
  readonly baseURL?: string
  /** Allows http to other hosts than this machine; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean
  /** Headers of every request. @default none */
  readonly headers?: HeaderSettings
  /** Sends the requests: a proxy, a fake. @default the balancer's `fetch` */
  readonly fetch?: Fetch
  /** Puts the vendor's own words into the messages of errors, redacted. @default the balancer's */
  readonly exposeVendorErrors?: boolean
}

/** One provider: a model of a vendor behind one key, or several. */
export interface ProviderConfig extends ProviderSettings, ConnectionSettings, VendorSettings {
  /** Names the entry in answers, statistics and errors; unique. Without `type` it also says which vendor it is. */
  readonly name: string
  /** The vendor, when the name does not say it. `openai-compatible` is any server that speaks OpenAI's format. @default the name */
  readonly type?: ProviderType
  /** The vendor's name of the model. */
  readonly model: string
  /** The vendor's name of its model for `embed`, behind the same key. @default none, `embed` goes elsewhere */
  readonly embeddingModel?: string
  /** Estimates the tokens of chats where the vendor reports none: for answers, statistics, limits and costs. @default false */
  readonly estimateUsage?: boolean
}

/** One provider of embeddings alone: `embed` uses it, and no chat call goes there. */
export interface EmbeddingProviderConfig extends Omit<
  ProviderConfig,
  'model' | 'embeddingModel' | 'estimateUsage'
> {
  readonly model?: undefined
  /** The vendor's name of its model for `embed`. */
  readonly embeddingModel: string
}

/** A ready-made model as a provider. */
export interface ModelProviderConfig extends ProviderSettings {
  /** Names the entry in answers, statistics and errors; unique. */
  readonly name: string
  readonly model: ChatModel
  /** What `embed` asks. @default none, `embed` goes elsewhere */
  readonly embedding?: EmbeddingModel
}

/** A whole balancer as a provider: a group, which chooses among its own providers by its own strategy. */
export interface GroupProviderConfig extends Omit<ProviderSettings, 'defaults' | 'embeddingSpace'> {
  /** Names the entry in answers, statistics and errors; unique. */
  readonly name: string
  /** What `createLLMBalancer` gives. Its own `close` is not called by the outer balancer. */
  readonly model: BalancerLike
}

/** What chooses among the providers of a group, and how often it tries. */
export interface NestedOptions {
  /** The providers of the group, at least one. */
  readonly providers: readonly ProviderInput[]
  /** Chooses among them. @default 'adaptive' */
  readonly strategy?: Exclude<StrategyName, 'custom'> | StrategySettings | Strategy
  /** How often and how soon a request tries again within the group. @default see BalancerRetryOptions */
  readonly retry?: BalancerRetryOptions
  /** When a second one of them is asked beside one that takes long. @default false: never */
  readonly hedge?: BalancerHedgeOptions | false
}

/**
 * Several providers that count as one, as plain data: a group that belongs to the entry. Clocks, cooldowns, circuits and what only code
 * can give are the balancer's.
 */
export interface NestedGroupConfig
  extends Omit<ProviderSettings, 'defaults' | 'embeddingSpace'>, NestedOptions {
  /** Names the entry in answers, statistics and errors; unique. */
  readonly name: string
}

/** An element of `providers`: a configuration, a model (bare, or with a name and settings), a group, or a provider of your own. */
export type ProviderInput =
  | ProviderConfig
  | EmbeddingProviderConfig
  | ModelProviderConfig
  | GroupProviderConfig
  | NestedGroupConfig
  | ChatModel
  | BaseProvider

/** Changes of a provider while it serves: of everything but its name and its vendor. */
export type ProviderChanges =
  | Partial<Omit<ProviderConfig, 'name' | 'type'>>
  | Partial<Omit<ModelProviderConfig, 'name'>>
  | Partial<Omit<GroupProviderConfig, 'name'>>
  | Partial<Omit<NestedGroupConfig, 'name'>>

/** A provider without secrets: no key, no headers, no address. */
export interface ProviderDescription extends RateLimits {
  readonly name: string
  /** The vendor: `anthropic`; `group` for a balancer. */
  readonly vendor: string
  /** The model; of a group the names of its providers, joined by `|`. */
  readonly model: string
  readonly embeddingModel?: string
  readonly embeddingSpace?: string
  readonly weight: number
  readonly priority: number
  readonly tags: readonly string[]
  readonly timeouts?: AttemptTimeouts
  readonly maxAttempts?: number
  readonly concurrency?: number
  readonly cost?: TokenPrice
  readonly contextWindow?: number
  /** What its model is known not to do. */
  readonly lacks?: readonly string[]
  readonly pool?: string
}
