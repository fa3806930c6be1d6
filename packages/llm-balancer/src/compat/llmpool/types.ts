import type { FailureKind } from '@llm-balancer/core'
import type { Clock, Random } from '@llm-balancer/core/time'
import type { Fetch } from '@llm-balancer/provider'

/** Settings of an `LLMPool`, with the names of `llmpool`. Times in ms. */
export interface LLMPoolOptions {
  /** A local file with the configuration, as JSON; comments are allowed. */
  readonly configPath?: string | undefined
  /** The address of the configuration: https, or http to this machine. Wins when a file is named as well. */
  readonly configUrl?: string | undefined
  /** Total time of a chat, waits and further attempts included, > 0. @default 30 000 */
  readonly timeout?: number | undefined
  /** How often a chat may ask each provider, the first time included, a whole number ≥ 0; 0 counts as 1. @default 3 */
  readonly maxRetries?: number | undefined
  /** The wait before a provider is asked again, ≥ 0; it doubles with each further wait. Another provider is asked at once. @default 1000 */
  readonly retryDelay?: number | undefined
  /** How often the configuration is looked at for changes, > 0; Infinity = never. @default 300 000 */
  readonly checkInterval?: number | undefined
  /** Estimates the tokens of answers whose vendor reports none, for `usage`, statistics and costs. @default false: they count as 0 */
  readonly useTokenCounting?: boolean | undefined
  /** Emits `debug` events. Nothing is ever printed. @default false */
  readonly debug?: boolean | undefined
  /** Allows http to other hosts than this machine, so that keys travel unencrypted; beyond the original. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Sends the requests, and fetches the configuration; beyond the original. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Where time comes from; beyond the original. @default the machine's clock */
  readonly clock?: Clock | undefined
  /** Where random numbers come from; beyond the original. @default the machine's */
  readonly random?: Random | undefined
}

/** One provider of the configuration, with the names of `llmpool`. */
export interface PoolProviderConfig {
  /** Names the provider in answers, statistics, events and errors; unique. */
  readonly name: string
  readonly type: PoolProviderType
  /** Goes into request headers and nowhere else. */
  readonly api_key: string
  /** Where the API is: https, or http to this machine. @default the vendor's */
  readonly base_url?: string | undefined
  readonly model: string
  /** Lower is asked first. @default 1 */
  readonly priority?: number | undefined
  /** Requests within any minute, a whole number ≥ 0. @default 60 */
  readonly requests_per_minute?: number | undefined
  /** Requests within any 24 hours, a whole number ≥ 0. @default 1000 */
  readonly requests_per_day?: number | undefined
  /** Failures in a row after which it is left alone, a whole number ≥ 1; each kind counts once per chat. @default 5 */
  readonly circuit_breaker_threshold?: number | undefined
  /** For how long, in ms, ≥ 0; then one request tries it again. @default 60 000 */
  readonly circuit_breaker_timeout?: number | undefined
  /** Most tokens of an answer, where the request does not say. @default 4096 */
  readonly max_tokens?: number | undefined
  /** Where the request does not say; 0 is sent. @default 0.7 */
  readonly temperature?: number | undefined
  /**
   * Time of one attempt in ms, > 0. One that is not shorter than the pool's `timeout` stands for what is left of that, or for half of
   * it while another provider could take over.
   *
   * @default 30 000
   */
  readonly timeout?: number | undefined
  /** US dollars per 1000 input tokens, ≥ 0. @default 0 */
  readonly input_token_price?: number | undefined
  /** US dollars per 1000 output tokens, ≥ 0. @default 0 */
  readonly output_token_price?: number | undefined
}

/** What the file, or the address, holds. */
export interface PoolConfig {
  readonly providers: readonly PoolProviderConfig[]
}

/** A provider without its key. */
export type PublicPoolProvider = Omit<PoolProviderConfig, 'api_key'>

/** The word for a type of provider. */
export type PoolProviderType = 'groq' | 'openai' | 'anthropic' | 'cohere' | 'together' | 'gemini'

/** A piece of text. */
export interface PoolTextPart {
  readonly type: 'text'
  readonly text: string
}

/** An image: a `data:` address that holds it, or an address that the vendor fetches. */
export interface PoolImagePart {
  readonly type: 'image_url'
  readonly image_url: {
    readonly url: string
    /** How closely OpenAI looks at it. @default the vendor's choice */
    readonly detail?: 'low' | 'high' | 'auto' | undefined
  }
}

/** One message of a chat. */
export interface PoolMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly (PoolTextPart | PoolImagePart)[]
}

/** What `chat` is asked. */
export interface PoolChatRequest {
  /** At least one. */
  readonly messages: readonly PoolMessage[]
  /** Randomness of the answer, ≥ 0; 0 is sent. @default the provider's */
  readonly temperature?: number | undefined
  /** Most tokens the answer may have, a whole number ≥ 1. @default the provider's */
  readonly max_tokens?: number | undefined
  /** Answers are whole; for a stream ask the pool's `balancer`. */
  readonly stream?: false | undefined
}

/** An answer. */
export interface PoolChatResponse {
  /** The vendor's id of the answer, where it gave one. */
  readonly id?: string
  readonly content: string
  /** The model as it was configured. */
  readonly model: string
  /** Name of the provider that served. */
  readonly provider: string
  /** 0 where the vendor reported none, unless `useTokenCounting` estimates it. */
  readonly usage: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly total_tokens: number
  }
  /** When it came, in seconds since 1970. */
  readonly created: number
}

/** A provider answered a chat. */
export interface RequestSuccessEvent {
  readonly provider: string
  /** Counts from 1 within the chat. */
  readonly attempt: number
  /** What `chat` gives. */
  readonly result: PoolChatResponse
  /** The providers that failed in this chat before. */
  readonly excludedProviders: readonly string[]
  /** How many attempts of this chat failed before. */
  readonly totalErrors: number
}

/** An attempt of a chat failed. */
export interface RequestErrorEvent {
  readonly provider: string
  /** What happened, in words: no key, no prompt. */
  readonly error: string
  /** Counts from 1 within the chat. */
  readonly attempt: number
  /** True when the same request may succeed later, or elsewhere. */
  readonly retryable: boolean
}

/** The arguments of the listeners of each event of a pool. None holds a key or a prompt. */
export type LLMPoolEvents = {
  /** `initialize` is done. */
  readonly ready: readonly []
  readonly requestSuccess: readonly [event: RequestSuccessEvent]
  readonly requestError: readonly [event: RequestErrorEvent]
  /** The providers as they are now: at the start, and after each change. */
  readonly providersUpdated: readonly [providers: readonly PublicPoolProvider[]]
  /** A changed configuration has been taken over. */
  readonly configChanged: readonly [config: { readonly providers: readonly PublicPoolProvider[] }]
  /** A changed configuration was not taken over, and why; the last good one stays. */
  readonly error: readonly [error: Error]
  readonly debug: readonly [message: string]
  readonly circuitBreakersReset: readonly []
  readonly providerPriorityChanged: readonly [
    change: { readonly provider: string; readonly priority: number },
  ]
  readonly shutdown: readonly []
}

/** Statistics of one provider of a pool, over its whole life; a reload keeps them. They count attempts. */
export interface PoolProviderStats {
  readonly type: PoolProviderType
  readonly model: string
  readonly priority: number
  readonly usage: {
    /** Successes and errors. Attempts that say nothing of the provider (an abort, a bad request) do not count. */
    readonly totalRequests: number
    readonly successfulRequests: number
    readonly errors: number
    readonly totalTokensUsed: number
    /** In US dollars, as far as prices are given. */
    readonly totalCost: number
    /** What is left of `requests_per_minute`. */
    readonly requestsRemaining: number
    readonly dailyRequestsRemaining: number
  }
  readonly performance: {
    /** 0–100; 100 without requests. */
    readonly successRate: number
    /** Mean time of the successes in ms; 0 without any. */
    readonly averageResponseTime: number
    readonly circuitBreakerOpen: boolean
  }
  readonly health: {
    /** True when it may be asked now. */
    readonly available: boolean
    /** When it was asked last; null before that. */
    readonly lastUsed: Date | null
  }
}

/** The state of a whole pool. */
export interface PoolHealth {
  readonly totalProviders: number
  readonly availableProviders: number
  /** True when at least one is available. */
  readonly healthy: boolean
  /** The available one that would be asked first: by priority, then by success rate and response time. */
  readonly bestProvider: string | null
  readonly providers: Readonly<Record<string, PoolProviderStats>>
}

/** One failed attempt of a chat. */
export interface FailedChatAttempt {
  readonly provider: string
  readonly message: string
  /** Counts from 1 within the chat. */
  readonly attempt: number
  readonly retryable: boolean
  readonly statusCode?: number
}

/** Further facts of a {@link ProviderError}. */
export interface ProviderErrorFacts {
  /** @default what the status and the message say */
  readonly kind?: FailureKind | undefined
  readonly retryAfterMs?: number | undefined
  /** How many attempts the chat made. */
  readonly attempts?: number
  readonly errors?: readonly FailedChatAttempt[]
  readonly providersAttempted?: readonly string[]
  readonly cause?: unknown
}
