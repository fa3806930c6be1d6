import { consecutiveFailures, createCircuitBreaker, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { Guard } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import { rateLimit, type RateLimiter } from '@llm-balancer/rate-limit'
import type { ProviderConfig } from '../../index.ts'
import type { CompleteProvider, PoolProviderType, PoolSettings } from './types.ts'

/** Where the types are, if the configuration does not say; `gemini` is asked in OpenAI's format. */
const baseURLs: Readonly<Record<PoolProviderType, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com/v1',
  groq: 'https://api.groq.com/openai/v1',
  together: 'https://api.together.xyz/v1',
  cohere: 'https://api.cohere.ai/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
}

/** One provider of a pool: its configuration, its circuit and its limits. The key is private, so that printing it shows none. */
export class PoolProvider {
  readonly circuit: CircuitBreaker
  readonly #limits: RateLimiter
  readonly #config: CompleteProvider
  readonly #settings: PoolSettings
  readonly #guards: readonly Guard[]

  /** @param old the provider that had the name before a reload: what it has used, and whether its circuit is open, stays */
  constructor(config: CompleteProvider, settings: PoolSettings, old?: PoolProvider) {
    const before = old?.type === config.type ? old : undefined
    const keeps = (...names: readonly (keyof CompleteProvider)[]): boolean =>
      before !== undefined && names.every((name) => config[name] === before.#config[name])
    this.#config = config
    this.#settings = settings
    const keepsCircuit = keeps('circuit_breaker_threshold', 'circuit_breaker_timeout')
    const keepsLimits = keeps('requests_per_minute', 'requests_per_day')
    this.circuit = before !== undefined && keepsCircuit ? before.circuit : this.#newCircuit(before)
    this.#limits = before !== undefined && keepsLimits ? before.#limits : this.#newLimits(before)
    const isSame = before !== undefined && keepsCircuit && keepsLimits
    this.#guards = isSame ? before.#guards : [withoutTrials(this.circuit), this.#limits]
  }

  get name(): string {
    return this.#config.name
  }

  get type(): PoolProviderType {
    return this.#config.type
  }

  /** What is left of the requests per minute, and of those per day. */
  left(): readonly [perMinute: number, perDay: number] {
    const { limits } = this.#limits.toJSON()
    const of = (windowMs: number): number =>
      Math.max(0, limits.find((limit) => limit.windowMs === windowMs)?.left ?? Infinity)
    return [of(60_000), of(86_400_000)]
  }

  /** The same provider with other settings. */
  with(changes: Partial<CompleteProvider>): PoolProvider {
    return new PoolProvider({ ...this.#config, ...changes }, this.#settings, this)
  }

  /** Its configuration without the key, which is to be found in no other place than requests. */
  describe(): Omit<CompleteProvider, 'api_key'> {
    const { api_key: _, ...config } = this.#config
    return config
  }

  /** The provider in the root's words. */
  entry(): ProviderConfig {
    const { name, type, model, priority, timeout, temperature, max_tokens: maxOutputTokens } = this.#config
    const { input_token_price: input, output_token_price: output } = this.#config
    const { timeout: deadlineMs, allowInsecureHttp, maxRetries: maxAttempts } = this.#settings
    const isPriced = input !== undefined || output !== undefined
    return {
      ...{ name, model, priority, maxAttempts, allowInsecureHttp, apiKey: this.#config.api_key },
      type: type === 'gemini' ? 'openai-compatible' : type,
      baseURL: this.#config.base_url ?? baseURLs[type],
      // The pool's own circuit lets no trial through before its time.
      circuitBreaker: false,
      guards: this.#guards,
      defaults: { maxOutputTokens, temperature },
      // Per million tokens a price is a thousand times as high as per 1000.
      cost: isPriced ? { inputPerMTok: (input ?? 0) * 1000, outputPerMTok: (output ?? 0) * 1000 } : {},
      // A time that is not shorter than the chat's would leave nothing for the next provider.
      timeouts: timeout < deadlineMs ? { attemptMs: timeout } : {},
    }
  }

  #newCircuit(before: PoolProvider | undefined): CircuitBreaker {
    return createCircuitBreaker({
      trip: consecutiveFailures(this.#config.circuit_breaker_threshold),
      resetTimeoutMs: this.#config.circuit_breaker_timeout,
      ...{ resetJitterRatio: 0, successThreshold: 1, timeoutMs: 0, clock: this.#settings.clock },
      ...defined({ initialState: before?.circuit.toJSON() }),
    })
  }

  #newLimits(before: PoolProvider | undefined): RateLimiter {
    const { requests_per_minute: requestsPerMinute, requests_per_day: requestsPerDay } = this.#config
    const limits = { requestsPerMinute, requestsPerDay, exact: true, learn: false }
    const initialState = before === undefined ? undefined : before.#limits.exportState()
    return rateLimit({ ...limits, clock: this.#settings.clock, ...defined({ initialState }) })
  }
}

/** The circuit as a guard that lets no call through before its time, also when there is no other provider. */
function withoutTrials(circuit: CircuitBreaker): Guard {
  return {
    name: circuit.name,
    availableAt: (now) => circuit.availableAt(now),
    acquire: (now) => circuit.acquire(now),
    onChange: (listener) => circuit.onChange(listener),
    reset: () => {
      circuit.reset()
    },
  }
}
