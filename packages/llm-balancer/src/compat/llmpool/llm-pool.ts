import { BalancerClosedError } from '@llm-balancer/core'
import { defined, readProperty } from '@llm-balancer/core/options'
import { systemClock } from '@llm-balancer/core/time'
import { createLLMBalancer } from '../../create-llm-balancer.ts'
import type { LLMBalancer, LLMBalancerOptions, LLMCallOptions, LLMChatResponse } from '../../index.ts'
import { Emitter } from '../emitter.ts'
import { translated } from '../failed-calls.ts'
import { ConfigurationError, isRetryable, toPoolError } from './errors.ts'
import { toChatRequest } from './messages.ts'
import { configure, readPoolOptions, toEntry, toRootOptions } from './options.ts'
import type { CompleteProvider, PoolSettings } from './options.ts'
import { toPoolHealth, toPoolStats } from './pool-stats.ts'
import type { LLMPoolEvents, LLMPoolOptions, PoolChatRequest, PoolChatResponse } from './types.ts'
import type { PoolHealth, PoolProviderConfig, PoolProviderStats, PublicPoolProvider } from './types.ts'

/** The pool of `llmpool`: its configuration, words, events and errors, over the balancer of this package. */
export class LLMPool extends Emitter<LLMPoolEvents> {
  /** The balancer underneath: streams, full chat requests, snapshots, health checks. Its providers are the pool's. */
  readonly balancer: LLMBalancer
  readonly #settings: PoolSettings
  /** In the root's words, without providers. */
  readonly #options: LLMBalancerOptions
  #providers: readonly CompleteProvider[] = []
  readonly #ending = new AbortController()
  #starting: Promise<void> | undefined

  /** @throws TypeError or RangeError naming the option that is wrong */
  constructor(options: LLMPoolOptions = {}) {
    super()
    this.#settings = readPoolOptions(options)
    this.#options = toRootOptions(this.#settings, () => this.#providers.length)
    this.balancer = createLLMBalancer(this.#options)
    for (const type of ['attempt-failed', 'attempt-neutral'] as const)
      this.balancer.on(type, ({ targetId: provider, attempt, outcome, error: caught }) => {
        if (outcome.kind === undefined || outcome.kind === 'aborted') return
        const error = caught instanceof Error ? caught.message : outcome.kind
        this.#debug(`${provider} failed on attempt ${attempt}: ${error}`)
        this.emit('requestError', { provider, error, attempt, retryable: isRetryable(outcome.kind) })
      })
  }

  /**
   * Reads the configuration, and looks at it every `checkInterval` for changes from then on. A change that is not valid, or cannot be
   * read, is told as an `error` event, and what there was stays.
   *
   * @throws ConfigurationError when it cannot be read or is not valid; it may be called again then
   */
  initialize(): Promise<void> {
    return (this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined
      throw error
    }))
  }

  /**
   * Asks the providers: by priority, those of one priority by how fast and how often they answer; when one fails, the next.
   *
   * @throws RateLimitError when every provider that could be asked is at its limit
   * @throws ProviderError when the chat ends with a provider's failure, or no provider may be asked now
   * @throws TypeError or RangeError for a bad request, before anything is sent; the signal's reason when the caller aborts
   */
  async chat(request: PoolChatRequest, options: LLMCallOptions = {}): Promise<PoolChatResponse> {
    const answering = this.balancer.generate(toChatRequest(request), options)
    return this.#answer(await translated(answering, toPoolError))
  }

  /** How many providers may be asked now. Reading changes nothing. */
  getPoolHealth(): PoolHealth {
    return toPoolHealth(this.getProviderStats())
  }

  /** Statistics of each provider, by name: a copy. */
  getProviderStats(): Record<string, PoolProviderStats> {
    const stats = this.balancer.getStats()
    return Object.fromEntries(
      this.#providers.flatMap((provider) => {
        const known = stats[provider.name]
        return known === undefined ? [] : [[provider.name, toPoolStats(provider, known)]]
      }),
    )
  }

  /**
   * Takes over providers from code, as a reload does: what has a name that was there keeps its statistics, its used limits and its
   * circuit. Running requests end as they began.
   *
   * @throws ConfigurationError, and then nothing has changed
   */
  updateProviders(providers: readonly PoolProviderConfig[]): void {
    this.#providers = configure(providers, (read) => {
      const entries = read.map((one) => toEntry(one, this.#settings))
      this.balancer.reconfigure({ ...this.#options, providers: entries }, { keepMoved: true })
    })
    this.#debug(`the providers are now: ${this.#providers.map(({ name }) => name).join(', ')}`)
    this.emit('providersUpdated', this.#describe())
  }

  /** Changes the priority of a provider until the configuration changes. @throws RangeError for an unknown name or a bad number */
  setProviderPriority(name: string, priority: number): void {
    this.balancer.updateProvider(name, { priority })
    this.#providers = this.#providers.map((one) => (one.name === name ? { ...one, priority } : one))
    this.emit('providerPriorityChanged', { provider: name, priority })
  }

  /** Closes every circuit, so that each provider may be asked again. */
  resetCircuitBreakers(): void {
    for (const { name } of this.#providers) this.balancer.resetCircuit(name)
    this.emit('circuitBreakersReset')
  }

  /** Ends the checks and takes no new chats; resolves when the running ones have ended. */
  async shutdown(): Promise<void> {
    const isFirst = !this.#ending.signal.aborted
    this.#ending.abort(new BalancerClosedError())
    await this.balancer.close()
    if (isFirst) this.emit('shutdown')
  }

  async #start(): Promise<void> {
    const { configPath: file = '', configUrl: url, checkInterval: intervalMs } = this.#settings
    const { fetch, allowInsecureHttp, clock, random } = this.#settings
    if (url === undefined && file === '')
      throw new ConfigurationError('LLMPool: "configPath" or "configUrl" must be given')
    const what = url === undefined ? 'local config' : 'remote config'
    const from = url === undefined ? { file } : { url, subject: '"configUrl"', fetch, allowInsecureHttp }
    // Files are read in Node alone; everything else of this entry point runs anywhere.
    const { parseJson, watchText } = await import('@llm-balancer/config/source')
    await watchText(from, {
      ...{ intervalMs, random, clock, hints: false, signal: this.#ending.signal },
      parse: parseJson,
      onValue: (config, isChange) => {
        // They are checked as those from code are.
        this.updateProviders(readProperty(config, 'providers') as readonly PoolProviderConfig[])
        if (isChange) this.emit('configChanged', { providers: this.#describe() })
      },
      onError: (error) => {
        this.#debug(`the configuration stays as it was: ${(error as Error).message}`)
        this.emit('error', error as Error)
      },
      toError: (error) => new ConfigurationError(`Failed to load ${what}: ${(error as Error).message}`),
    })
    this.emit('ready')
  }

  #answer({ text: content, usage, provider, model, ...rest }: LLMChatResponse): PoolChatResponse {
    const [prompt_tokens, completion_tokens] = [usage.inputTokens.total ?? 0, usage.outputTokens.total ?? 0]
    const failed = rest.attempts.filter(({ outcome }) => outcome?.type === 'failure')
    const result: PoolChatResponse = {
      ...{ content, model, provider, ...defined({ id: rest.response.id }) },
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
      created: Math.floor((this.#settings.clock ?? systemClock).now() / 1000),
    }
    const attempt = rest.attempts.length
    this.#debug(`${provider} answered on attempt ${attempt}`)
    this.emit('requestSuccess', {
      ...{ provider, attempt, result, totalErrors: failed.length },
      excludedProviders: failed.map(({ targetId }) => targetId),
    })
    return result
  }

  #describe(): PublicPoolProvider[] {
    return this.#providers.map(({ api_key: _, ...provider }) => provider)
  }

  #debug(message: string): void {
    if (this.#settings.debug) this.emit('debug', message)
  }
}
