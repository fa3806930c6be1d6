/* eslint-disable max-lines -- written from the schema */
// Written by `pnpm generate` from the schema.

/** A value of a vendor's own. */
export type ConfigJson =
  | string
  | number
  | boolean
  | null
  | readonly ConfigJson[]
  | { readonly [name: string]: ConfigJson }

/** A configuration that has been read: options of `createLLMBalancer`. */
export interface LLMConfig {
  /** How the next provider is chosen. Default: adaptive */
  readonly strategy?: ConfigStrategy
  /** Clocks of requests and attempts, in ms; infinity switches one off. */
  readonly timeouts?: ConfigTimeouts
  /** How often and how soon a request tries again. */
  readonly retry?: ConfigRetry
  /** When a provider that keeps failing gets no requests; false: never. */
  readonly circuitBreaker?: ConfigCircuitBreaker
  /** What a request does when no provider may be asked. Default: wait */
  readonly whenUnavailable?: ConfigWhenUnavailable
  /** When a second provider is asked beside one that takes long. Default: false */
  readonly hedge?: ConfigHedge
  /** For how long a failure keeps a provider out. */
  readonly cooling?: ConfigCooling
  /** Puts the vendors' own words into messages. Default: false */
  readonly exposeVendorErrors?: boolean
  /** What the providers of each pool may do together, by its name. */
  readonly pools?: Readonly<
    Record<
      string,
      {
        /** Most requests at a time on all of them together. */
        readonly concurrency?: number
      }
    >
  >
  /** What may be spent: requests that would cost more go elsewhere, or fail. */
  readonly budgets?: readonly {
    /** Whose budget it is: all share one, or each provider or tenant has its own. */
    readonly by: 'all' | 'provider' | 'tenant'
    /** US dollars per minute. */
    readonly usdPerMinute?: number
    /** US dollars per day, which begins at midnight UTC. */
    readonly usdPerDay?: number
    /** The share of it from which on "then" counts. Default: 0.8 */
    readonly soft?: number
    /** Where requests go when that is spent: to where it is cheaper, or as before. Default: refuse */
    readonly then?: 'cheaper' | 'refuse'
    /** Requests whose price is not known. Default: refuse */
    readonly unpriced?: 'refuse' | 'allow'
    /** So many tenants are kept one by one. Default: 50000 */
    readonly maxTenants?: number
    /** Its name in errors. Default: budget */
    readonly label?: string
  }[]
  /** A JSON file of models, with prices and context windows: of models.dev, of LiteLLM, or a list of your own. */
  readonly catalogue?: Readonly<Record<string, ConfigJson>>
  /** Names for models: a request that asks for one goes to these providers or tags. */
  readonly models?: Readonly<Record<string, readonly string[]>>
  /** The providers, at least one. */
  readonly providers: readonly (ConfigProvider | ConfigGroup)[]
}

/** Clocks of one attempt at a provider, in ms. */
export interface ConfigAttemptTimeouts {
  /** Longest wait for an answer, in ms. Default: none */
  readonly attemptMs?: number
  /** Longest wait for the first content of a stream, in ms. Default: attemptMs */
  readonly firstContentMs?: number
  /** Longest time between two parts of a stream, in ms. Default: 60000 */
  readonly idleMs?: number
}

/** When a provider that keeps failing gets no requests. */
export type ConfigCircuitBreaker =
  | false
  | {
      /** When the circuit opens; where there are several rules, the first that says so. */
      readonly trip?: {
        /** Opens at so many failures in a row. */
        readonly consecutiveFailures?: number
        /** Opens at so many failures within a window. */
        readonly failuresInWindow?: {
          /** How many. */
          readonly failures: number
          /** The window in ms. Default: 60000 */
          readonly windowMs?: number
        }
        /** Opens when a share of the calls within a window failed. */
        readonly failureRatio?: {
          /** The share, above 0 and up to 1. */
          readonly ratio: number
          /** The window in ms. Default: 60000 */
          readonly windowMs?: number
          /** Calls in the window below which nothing opens. Default: 10 */
          readonly minimumCalls?: number
        }
        /** Opens when a share of the calls within a window was slow. */
        readonly slowCallRatio?: {
          /** The share, above 0 and up to 1. */
          readonly ratio: number
          /** A call that takes longer, in ms, is slow. */
          readonly slowMs: number
          /** The window in ms. Default: 60000 */
          readonly windowMs?: number
          /** Calls in the window below which nothing opens. Default: 10 */
          readonly minimumCalls?: number
        }
      }
      /** Failures within "windowMs" that open the circuit; short for "trip". */
      readonly failureThreshold?: number
      /** The window of "failureThreshold" in ms. Default: 60000 */
      readonly windowMs?: number
      /** How long an open circuit waits for its first trial, in ms; may grow with each failed one. Default: 10000 */
      readonly resetTimeoutMs?:
        | number
        | {
            /** The first open time in ms. */
            readonly baseMs: number
            /** Each further one is so many times longer. Default: 2 */
            readonly factor?: number
            /** None is longer, in ms. Default: 10 × baseMs */
            readonly maxMs?: number
          }
      /** Up to this share is added to each open time, or taken from it. Default: 0.2 */
      readonly resetJitterRatio?: number
      /** The longest open time that a server can ask for, in ms. Default: 300000 */
      readonly maxRetryAfterMs?: number
      /** Successful trials that close the circuit. Default: 1 */
      readonly successThreshold?: number
      /** Trials at a time. Default: 1 */
      readonly maxProbes?: number
      /** A trial that takes longer, in ms, makes room for the next. Default: 30000 */
      readonly probeLeaseMs?: number
      /** Whether a request that finds no other provider may try this one before its time. Default: true */
      readonly earlyTrials?: boolean
    }

/** For how long a failure keeps a provider out, in ms. */
export interface ConfigCooling {
  /** A rate limit without a hint, in ms. Default: 1000 */
  readonly throttleMs?: number
  /** A bad key, a used-up quota, an unknown model, in ms. Default: 300000 */
  readonly quarantineMs?: number
  /** No server's hint blocks for longer, in ms. Default: 300000 */
  readonly maxRetryAfterMs?: number
}

/** Providers that count as one, with a strategy of their own. */
export interface ConfigGroup {
  /** Its name in answers, statistics and errors; unique. */
  readonly name: string
  /** The providers of the group. */
  readonly providers: readonly (ConfigProvider | ConfigGroup)[]
  /** How one of them is chosen. Default: adaptive */
  readonly strategy?: ConfigStrategy
  /** How often and how soon a request tries again within the group. */
  readonly retry?: ConfigRetry
  /** When a second one of them is asked beside one that takes long. */
  readonly hedge?: ConfigHedge
  /** Relative share; 0 = drained. Default: 1 */
  readonly weight?: number
  /** Lower is chosen first. Default: 0 */
  readonly priority?: number
  /** Words that requests can choose it by. */
  readonly tags?: readonly string[]
  /** Clocks of one attempt at it. */
  readonly timeouts?: ConfigAttemptTimeouts
  /** Most attempts that one request makes at it. */
  readonly maxAttempts?: number
  /** Most requests at a time, of each key. */
  readonly concurrency?: number
  /** Most requests per minute, of each key. */
  readonly requestsPerMinute?: number
  /** Most requests per day, of each key. */
  readonly requestsPerDay?: number
  /** Most tokens per minute, of each key. */
  readonly tokensPerMinute?: number
  /** Most input tokens per minute, of each key. */
  readonly inputTokensPerMinute?: number
  /** Most output tokens per minute, of each key. */
  readonly outputTokensPerMinute?: number
  /** Most tokens per day, of each key. */
  readonly tokensPerDay?: number
  /** No window of a minute or a day sees more than its limit, all of which may be used at once. Default: false */
  readonly exact?: boolean
  /** The time of day at which limits per day begin anew: 00:00 America/Los_Angeles. Default: they fill evenly */
  readonly resetsAt?: string
  /** Further limits, of each key or shared. */
  readonly limits?: ConfigLimits
  /** When it gets no requests because it keeps failing; false: never. */
  readonly circuitBreaker?: ConfigCircuitBreaker
  /** What its tokens cost, in US dollars per million. */
  readonly cost?: ConfigPrice
  /** What its model cannot do: tools, images … */
  readonly lacks?: readonly string[]
  /** Most input and output tokens of one request. */
  readonly contextWindow?: number
  /** Providers with the same pool share one account. */
  readonly pool?: string
}

/** When a second provider is asked beside one that takes long. */
export type ConfigHedge =
  | false
  | {
      /** After so many ms. */
      readonly afterMs: number
      /** Hedges per request in the long run. Default: 0.05 */
      readonly budgetRatio?: number
    }
  | {
      /** After the time that 95 % of the calls of the provider took. */
      readonly after: 'p95'
      /** Hedges per request in the long run. Default: 0.05 */
      readonly budgetRatio?: number
    }

/** Limits of requests and tokens. */
export type ConfigLimits = readonly {
  /** Most requests per minute, of each key. */
  readonly requestsPerMinute?: number
  /** Most requests per day, of each key. */
  readonly requestsPerDay?: number
  /** Most tokens per minute, of each key. */
  readonly tokensPerMinute?: number
  /** Most input tokens per minute, of each key. */
  readonly inputTokensPerMinute?: number
  /** Most output tokens per minute, of each key. */
  readonly outputTokensPerMinute?: number
  /** Most tokens per day, of each key. */
  readonly tokensPerDay?: number
  /** No window of a minute or a day sees more than its limit, all of which may be used at once. Default: false */
  readonly exact?: boolean
  /** The time of day at which limits per day begin anew: 00:00 America/Los_Angeles. Default: they fill evenly */
  readonly resetsAt?: string
  /** The name of a quota that several providers use up together. */
  readonly shared?: string
}[]

/** Prices in US dollars per million tokens. */
export interface ConfigPrice {
  /** US dollars per million input tokens. */
  readonly inputPerMTok?: number
  /** US dollars per million output tokens. */
  readonly outputPerMTok?: number
  /** Of input tokens read from the cache. Default: inputPerMTok */
  readonly cacheReadPerMTok?: number
  /** Of input tokens written to the cache. Default: inputPerMTok */
  readonly cacheWritePerMTok?: number
  /** Of output tokens spent on reasoning. Default: outputPerMTok */
  readonly reasoningPerMTok?: number
  /** Prices of calls with a long input. */
  readonly longInput?: {
    /** Input tokens above which they apply. */
    readonly aboveTokens: number
    /** US dollars per million input tokens. */
    readonly inputPerMTok?: number
    /** US dollars per million output tokens. */
    readonly outputPerMTok?: number
    /** Of input tokens read from the cache. Default: inputPerMTok */
    readonly cacheReadPerMTok?: number
    /** Of input tokens written to the cache. Default: inputPerMTok */
    readonly cacheWritePerMTok?: number
    /** Of output tokens spent on reasoning. Default: outputPerMTok */
    readonly reasoningPerMTok?: number
  }
}

/** A model of a vendor behind one key, or several. */
export interface ConfigProvider {
  /** Its name in answers, statistics and errors; unique. */
  readonly name: string
  /** The vendor, when the name does not say it. */
  readonly type?:
    | 'anthropic'
    | 'claude'
    | 'azure-openai'
    | 'cerebras'
    | 'cohere'
    | 'deepseek'
    | 'google'
    | 'gemini'
    | 'groq'
    | 'mistral'
    | 'ollama'
    | 'openai'
    | 'openai-compatible'
    | 'openrouter'
    | 'together'
    | 'xai'
    | 'grok'
  /** The key: ${NAME}, or file:path, or the key itself. */
  readonly apiKey?: string
  /** Several keys, each with its own health and limits. */
  readonly apiKeys?: readonly string[]
  /** The vendor's name of the model. */
  readonly model: string
  /** The vendor's name of its model for embeddings. */
  readonly embeddingModel?: string
  /** Providers whose vectors can be compared share it. Default: the embedding model */
  readonly embeddingSpace?: string
  /** Where the API is: https, or http to this machine. Default: the vendor's */
  readonly baseURL?: string
  /** Allows http to other hosts than this machine. Default: false */
  readonly allowInsecureHttp?: boolean
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Puts the vendor's own words into messages. Default: false */
  readonly exposeVendorErrors?: boolean
  /** Estimates the tokens of chats where the vendor reports none. Default: false */
  readonly estimateUsage?: boolean
  /** What requests leave open. */
  readonly defaults?: ConfigRequestDefaults
  /** Relative share; 0 = drained. Default: 1 */
  readonly weight?: number
  /** Lower is chosen first. Default: 0 */
  readonly priority?: number
  /** Words that requests can choose it by. */
  readonly tags?: readonly string[]
  /** Clocks of one attempt at it. */
  readonly timeouts?: ConfigAttemptTimeouts
  /** Most attempts that one request makes at it. */
  readonly maxAttempts?: number
  /** Most requests at a time, of each key. */
  readonly concurrency?: number
  /** Most requests per minute, of each key. */
  readonly requestsPerMinute?: number
  /** Most requests per day, of each key. */
  readonly requestsPerDay?: number
  /** Most tokens per minute, of each key. */
  readonly tokensPerMinute?: number
  /** Most input tokens per minute, of each key. */
  readonly inputTokensPerMinute?: number
  /** Most output tokens per minute, of each key. */
  readonly outputTokensPerMinute?: number
  /** Most tokens per day, of each key. */
  readonly tokensPerDay?: number
  /** No window of a minute or a day sees more than its limit, all of which may be used at once. Default: false */
  readonly exact?: boolean
  /** The time of day at which limits per day begin anew: 00:00 America/Los_Angeles. Default: they fill evenly */
  readonly resetsAt?: string
  /** Further limits, of each key or shared. */
  readonly limits?: ConfigLimits
  /** When it gets no requests because it keeps failing; false: never. */
  readonly circuitBreaker?: ConfigCircuitBreaker
  /** What its tokens cost, in US dollars per million. */
  readonly cost?: ConfigPrice
  /** What its model cannot do: tools, images … */
  readonly lacks?: readonly string[]
  /** Most input and output tokens of one request. */
  readonly contextWindow?: number
  /** Providers with the same pool share one account. */
  readonly pool?: string
  /** Version of the API, a date (anthropic). */
  readonly version?: string
  /** Beta features (anthropic). */
  readonly betas?: readonly string[]
  /** The resource's name (azure-openai). */
  readonly resource?: string
  /** The deployment's name (azure-openai). */
  readonly deployment?: string
  /** A date selects the classic API (azure-openai). */
  readonly apiVersion?: string
  /** True when the API is Vertex AI's (google). */
  readonly vertex?: boolean
  /** Where reasoning stands in the answer (groq). */
  readonly reasoningFormat?: 'parsed' | 'raw' | 'hidden'
  /** The organisation (openai). */
  readonly organization?: string
  /** The project (openai). */
  readonly project?: string
  /** Which chat API is used (openai). Default: chat-completions */
  readonly api?: 'chat-completions' | 'responses'
  /** With `api: responses`, makes streams in the background, so that one that breaks is resumed (openai). Default: false */
  readonly background?: boolean
  /** The field in which the server takes reasoning back (openai-compatible). */
  readonly reasoningInput?: 'reasoning' | 'reasoning_content'
  /** Whether a stream needs a finish reason to be whole (openai-compatible). Default: required */
  readonly finishReason?: 'required' | 'optional'
  /** Address of your app (openrouter). */
  readonly appURL?: string
  /** Name of your app (openrouter). */
  readonly appTitle?: string
  /** Which servers behind a model may be asked (openrouter). */
  readonly routing?: Readonly<Record<string, ConfigJson>>
}

/** What a provider fills in where a request leaves it open. */
export interface ConfigRequestDefaults {
  /** Most tokens of an answer. */
  readonly maxOutputTokens?: number
  /** Randomness of the answer, at least 0. */
  readonly temperature?: number
  /** The vendor's own options, by vendor. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, ConfigJson>>>>
}

/** How often and how soon a request tries again. */
export interface ConfigRetry {
  /** Most attempts in all, the first included. Default: each provider once */
  readonly maxAttempts?: number
  /** Attempts at one provider before the next. Default: 1 */
  readonly attemptsPerTarget?: number
  /** Waits before a provider is tried again. */
  readonly backoff?: {
    /** The first wait is up to this long, in ms. Default: 500 */
    readonly baseMs?: number
    /** No wait is longer, in ms. Default: 8000 */
    readonly maxMs?: number
    /** Each further one is so many times longer. Default: 2 */
    readonly factor?: number
    /** Anything up to the full wait, or the full wait. Default: full */
    readonly jitter?: 'full' | 'none'
  }
  /** Bounds the retries of all requests together; false: no bound. */
  readonly budget?:
    | false
    | {
        /** Tokens at the start and at most. Default: 500 */
        readonly capacity?: number
        /** Price of a retry after a transient failure. Default: 14 */
        readonly transientCost?: number
        /** Price of a retry after a rate limit. Default: 5 */
        readonly throttleCost?: number
      }
  /** Longest wait for a provider that may yet serve a failed request. Default: 60000 */
  readonly maxWaitMs?: number
  /** Whether a failed request waits also for providers that are blocked: by a cooldown, an open circuit, a limit. Default: true */
  readonly waitForBlocked?: boolean
  /** Whether a content filter's refusal goes to another provider. Default: false */
  readonly failoverOnContentPolicy?: boolean
}

/** How the next provider is chosen. */
export type ConfigStrategy =
  | 'round-robin'
  | 'weighted'
  | 'weighted-round-robin'
  | 'weighted-random'
  | 'least-in-flight'
  | 'most-headroom'
  | 'adaptive'
  | 'peak-ewma'
  | 'lowest-cost'
  | 'affinity'
  | 'failover'
  | 'sticky-failover'
  | {
      /** The strategy. */
      readonly name:
        | 'round-robin'
        | 'weighted'
        | 'weighted-round-robin'
        | 'weighted-random'
        | 'least-in-flight'
        | 'most-headroom'
    }
  | {
      /** The strategy. */
      readonly name: 'adaptive'
      /** What providers are chosen for. Default: balanced */
      readonly objective?: 'latency' | 'balanced' | 'cost'
    }
  | {
      /** The strategy. */
      readonly name: 'peak-ewma'
      /** After so many ms an old latency counts for 37 %. Default: 10000 */
      readonly decayMs?: number
      /** Latency assumed of a provider that has not answered yet, in ms. Default: 1000 */
      readonly defaultMs?: number
      /** How many times the latency a failure counts for. Default: 2 */
      readonly failurePenalty?: number
    }
  | {
      /** The strategy. */
      readonly name: 'lowest-cost'
      /** Input tokens of a call whose size is not known. Default: 1000 */
      readonly inputTokens?: number
      /** Output tokens of such a call. Default: 300 */
      readonly outputTokens?: number
    }
  | {
      /** The strategy. */
      readonly name: 'affinity'
      /** Chooses for calls without an affinity key. Default: least-in-flight */
      readonly fallback?: ConfigTierStrategy
    }
  | {
      /** The strategy. */
      readonly name: 'failover'
    }
  | {
      /** The strategy. */
      readonly name: 'sticky-failover'
      /** How long to stay with a provider that took over, in ms. Default: 60000 */
      readonly failbackAfterMs?: number
      /** Whether to leave a provider at its first failure for the next one in the list, whatever the priorities. Default: false */
      readonly round?: boolean
    }
  | {
      /** The strategy of each priority: a list for the priorities 0, 1 and so on, or by priority. */
      readonly tiers: readonly ConfigTierStrategy[] | Readonly<Record<string, ConfigTierStrategy>>
    }

/** How one of the providers of a priority is chosen. */
export type ConfigTierStrategy =
  | 'round-robin'
  | 'weighted'
  | 'weighted-round-robin'
  | 'weighted-random'
  | 'least-in-flight'
  | 'most-headroom'
  | 'adaptive'
  | 'peak-ewma'
  | 'lowest-cost'
  | 'affinity'
  | {
      /** The strategy. */
      readonly name:
        | 'round-robin'
        | 'weighted'
        | 'weighted-round-robin'
        | 'weighted-random'
        | 'least-in-flight'
        | 'most-headroom'
    }
  | {
      /** The strategy. */
      readonly name: 'adaptive'
      /** What providers are chosen for. Default: balanced */
      readonly objective?: 'latency' | 'balanced' | 'cost'
    }
  | {
      /** The strategy. */
      readonly name: 'peak-ewma'
      /** After so many ms an old latency counts for 37 %. Default: 10000 */
      readonly decayMs?: number
      /** Latency assumed of a provider that has not answered yet, in ms. Default: 1000 */
      readonly defaultMs?: number
      /** How many times the latency a failure counts for. Default: 2 */
      readonly failurePenalty?: number
    }
  | {
      /** The strategy. */
      readonly name: 'lowest-cost'
      /** Input tokens of a call whose size is not known. Default: 1000 */
      readonly inputTokens?: number
      /** Output tokens of such a call. Default: 300 */
      readonly outputTokens?: number
    }
  | {
      /** The strategy. */
      readonly name: 'affinity'
      /** Chooses for calls without an affinity key. Default: least-in-flight */
      readonly fallback?: ConfigTierStrategy
    }

/** Clocks of requests and attempts, in ms. */
export interface ConfigTimeouts {
  /** Total time of a request, waits and retries included, in ms. Default: 30000 */
  readonly deadlineMs?: number
  /** Longest wait for an answer, in ms. Default: none */
  readonly attemptMs?: number
  /** Longest wait for the first content of a stream, in ms. Default: attemptMs */
  readonly firstContentMs?: number
  /** Longest time between two parts of a stream, in ms. Default: 60000 */
  readonly idleMs?: number
  /** The share of the time left that an attempt leaves for another provider. Default: 0.5 */
  readonly failoverReserveRatio?: number
}

/** What a request does when no provider may be asked. */
export type ConfigWhenUnavailable =
  | 'wait'
  | 'fail'
  | 'least-bad'
  | {
      /** Longest wait in ms. Default: 5000 */
      readonly maxWaitMs?: number
      /** Most requests that wait at a time. Default: 1000 */
      readonly maxWaiting?: number
    }
