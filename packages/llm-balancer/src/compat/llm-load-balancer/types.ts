import type { Clock, Random } from '@llm-balancer/core/time'
import type { ApiKey, ChatMessage, Fetch } from '@llm-balancer/provider'
import type { ProviderCallOptions, ProviderConfig as RootProviderConfig, ProviderInput } from '../../index.ts'
import type { LLMUsage } from '../../requests/llm-request.ts'

export type { LLMUsage } from '../../requests/llm-request.ts'

/** What a balancer uses of a `BaseProvider`. */
export interface OwnProvider {
  makeRequest(request: LLMRequest, options: ProviderCallOptions): Promise<LLMResponse>
}

/** Settings of `createLLMBalancer`, with the option names of `llm-load-balancer`. Times in ms. */
export interface LoadBalancerConfig {
  /**
   * `round-robin`: in sequence. `failover`: the first healthy one. `weighted`: shares by weight, without bursts. `custom`:
   * what `customStrategy` chooses. Each asks another provider when the chosen one fails.
   */
  readonly strategy: 'round-robin' | 'failover' | 'weighted' | 'custom'
  /** Configurations, or instances of a `BaseProvider`. Neither the list nor its entries are changed. */
  readonly providers: readonly (ProviderConfig | OwnProvider)[]
  /**
   * Needed with `custom`. Gets the providers that may be asked now, in the order of the list and without their keys, and
   * gives one of them.
   */
  readonly customStrategy?: ((providers: ProviderConfig[]) => ProviderConfig | undefined) | undefined
  /** Time of a whole request, waits and retries included, > 0; a stream has a limit only when it is given. @default 30 000 */
  readonly globalTimeout?: number | undefined
  /** Attempts of one request in all, the first included; a whole number ≥ 0, 0 counts as 1. @default 3 */
  readonly maxRetries?: number | undefined
  /**
   * The wait before a provider is asked again, ≥ 0; it doubles with each further wait. Another provider is asked at once.
   *
   * @default 1000
   */
  readonly retryDelay?: number | undefined
  /** Sends the requests; beyond the original. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Where time comes from; beyond the original. @default the machine's clock */
  readonly clock?: Clock | undefined
  /** Where random numbers come from; beyond the original. @default the machine's */
  readonly random?: Random | undefined
}

/** One provider entry, with the option names of `llm-load-balancer`. Times in ms. */
export interface ProviderConfig {
  /** Names the entry in answers, statistics and errors; unique. Without `type` it is also the vendor: `openai`, `claude` … */
  readonly name: string
  /** Goes into request headers and nowhere else. A function gives the current one. @default none, where the vendor needs none */
  readonly apiKey?: ApiKey | undefined
  readonly model: string
  /** Where the API is. @default the vendor's */
  readonly baseUrl?: string | undefined
  /** Share of the requests with `strategy: 'weighted'`, ≥ 0; 0 = none. @default 1 */
  readonly weight?: number | undefined
  /** Time of one attempt, > 0. @default what is left of `globalTimeout`; half of it while another provider could take over */
  readonly timeout?: number | undefined
  /** Most attempts of one request at this provider, the first included; a whole number ≥ 0, 0 counts as 1. @default the balancer's */
  readonly maxRetries?: number | undefined
  /** The vendor, where the name does not say it; beyond the original. @default the name */
  readonly type?: RootProviderConfig['type'] | undefined
  /** Allows http to any host, so that the key travels unencrypted; beyond the original. @default false */
  readonly allowInsecureHttp?: boolean | undefined
}

/** A provider entry without its key. */
export type PublicProviderConfig = Omit<ProviderConfig, 'apiKey'>

/** A request: text in, text out. What is left out is the vendor's to decide. */
export interface LLMRequest {
  readonly prompt: string
  /** Most tokens the answer may have, a whole number ≥ 1. */
  readonly maxTokens?: number | undefined
  /** Randomness of the answer, ≥ 0; 0 is sent. */
  readonly temperature?: number | undefined
  /** Nucleus sampling, within [0, 1]. */
  readonly topP?: number | undefined
  /** With `true` the answer comes as an {@link LLMTextStream}. @default false */
  readonly stream?: boolean | undefined
  /** Instructions for the model; beyond the original. */
  readonly system?: string | undefined
  /** The conversation before the prompt, oldest first; beyond the original. */
  readonly messages?: readonly ChatMessage[] | undefined
}

/** A request whose answer comes piece by piece. */
export type StreamingLLMRequest = LLMRequest & { readonly stream: true }

/** A request whose answer comes as a whole. */
export type WholeLLMRequest = LLMRequest & { readonly stream?: false | undefined }

/** An answer. */
export interface LLMResponse {
  readonly content: string
  /** Absent when the vendor did not report it. */
  readonly usage?: LLMUsage
  /** The model as it was configured. */
  readonly model: string
  /** Name of the provider entry that served. */
  readonly provider: string
  /** Why the answer ended, in the vendor's own word: `stop`, `end_turn`. */
  readonly finishReason?: string
}

/** An answer's text, piece by piece. Can be read once; leaving the loop ends the call upstream. */
export interface LLMTextStream extends AsyncIterableIterator<string, void, undefined> {
  /** The whole answer, once the text has been read to its end. Rejects as reading does; nothing has to handle that. */
  readonly response: Promise<LLMResponse>
  return(): Promise<IteratorResult<string, void>>
}

/** Statistics of one provider since it was added. They count attempts: a request that failed over counts at each provider. */
export interface ProviderStats {
  /** `successfulRequests` + `failedRequests`. Attempts that say nothing about the provider (an abort, a bad request) do not count. */
  readonly totalRequests: number
  readonly successfulRequests: number
  readonly failedRequests: number
  /** Mean time of the successful attempts in ms; 0 without any. */
  readonly averageResponseTime: number
  /** False while failures or a failed health check keep it out. */
  readonly isHealthy: boolean
  /** When the last attempt began; absent before the first. */
  readonly lastRequestTime?: Date
}

/** Statistics by provider name. */
export type LoadBalancerStats = Record<string, ProviderStats>

/**
 * Chooses one of some providers, by itself: for code that made its choices with the strategies of `llm-load-balancer`. A
 * balancer does not use these; it chooses by `strategy` in its options.
 */
export interface LoadBalancingStrategy {
  /** @throws RangeError when there are no providers */
  selectProvider(providers: readonly ProviderConfig[], stats?: LoadBalancerStats): ProviderConfig
}

/** A provider of a balancer: what may be known of it, and its entry in the root's words. */
export interface ReadProvider {
  readonly known: PublicProviderConfig
  readonly entry: ProviderInput
}
