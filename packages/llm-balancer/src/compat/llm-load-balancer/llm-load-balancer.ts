import type { Classify } from '@llm-balancer/core'
import { defined, describeValue } from '@llm-balancer/core/options'
import { createLLMBalancer } from '../../create-llm-balancer.ts'
import type { CustomStrategy, LLMBalancer, LLMCallOptions, ProviderInput } from '../../index.ts'
import { AdoptedProvider } from './adopted-provider.ts'
import { configOf, type BaseProvider } from './base-provider.ts'
import { DocumentedTextStream } from './documented-text-stream.ts'
import type { LLMRequest, LLMResponse, LLMTextStream } from './llm-request.ts'
import {
  readLoadBalancerConfig,
  type LoadBalancerConfig,
  type ReadLoadBalancerConfig,
} from './load-balancer-config.ts'
import {
  documentedOptions,
  publicConfig,
  readProviderConfig,
  toRootEntry,
  type ProviderConfig,
  type PublicProviderConfig,
} from './provider-config.ts'
import { toProviderStats, type LoadBalancerStats } from './provider-stats.ts'
import { spellingBaseUrl } from '../spelling-base-url.ts'
import { toDocumentedError } from './to-documented-error.ts'
import { toLLMResponse } from './to-llm-response.ts'
import { isPlainVendorProvider } from './vendor-provider.ts'

/** The balancer of `llm-load-balancer`: its words and shapes, over the balancer of this package. */
export class LLMLoadBalancer {
  /** The balancer underneath: events, chat requests, embeddings, snapshots, drains. Add and remove providers here, not there. */
  readonly balancer: LLMBalancer
  /** What may be known of each provider, in the order of the list. */
  readonly #configs = new Map<string, PublicProviderConfig>()
  /** The provider at which each error happened. */
  readonly #providerOf = new WeakMap<object, string>()

  /** @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong */
  constructor(config: LoadBalancerConfig) {
    const { providers, ...options } = readLoadBalancerConfig(config)
    const { strategy, customStrategy } = options
    const entries = providers.map((provider) => this.#read(provider))
    this.balancer = spellingBaseUrl('baseUrl', () =>
      createLLMBalancer({
        ...rootOptions(options),
        providers: entries,
        strategy,
        ...(strategy === 'custom' && customStrategy !== undefined
          ? { customStrategy: this.#asRootStrategy(customStrategy) }
          : {}),
        classify: this.#noteProvider,
      }),
    )
  }

  /**
   * Text in, text out. With `stream: true` the text piece by piece; nothing is sent before the first piece is read.
   *
   * @throws LLMError when a single attempt was made, or when the request itself is at fault
   * @throws LoadBalancerError when several attempts failed, no provider could be asked, or the time was up
   * @throws TypeError or RangeError for a bad request or option, and the signal's reason when the caller aborts
   */
  request(request: LLMRequest & { readonly stream: true }, options?: LLMCallOptions): LLMTextStream
  request(
    request: LLMRequest & { readonly stream?: false | undefined },
    options?: LLMCallOptions,
  ): Promise<LLMResponse>
  request(request: LLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream
  request(request: LLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream {
    const { stream = false, ...whole } = request
    if (stream)
      return new DocumentedTextStream(this.balancer.request({ ...whole, stream }, options), this.#toError)
    return this.#ask(request, options)
  }

  /** Statistics of each provider, by name: a copy. */
  getStats(): LoadBalancerStats {
    const stats = Object.entries(this.balancer.getStats())
    return Object.fromEntries(stats.map(([name, one]) => [name, toProviderStats(one)]))
  }

  /** Checks all providers at once, for at most 5 s; gives which are healthy. Not counted in the statistics. */
  healthCheck(): Promise<Record<string, boolean>> {
    return this.balancer.healthCheck()
  }

  /** The providers that may be asked as far as their health goes, in the order of the list: copies without keys. */
  getHealthyProviders(): PublicProviderConfig[] {
    const healthy = new Set(this.balancer.getHealthyProviders().map(({ name }) => name))
    return this.#present(healthy)
  }

  /** Adds a provider; it takes part from now on. @throws TypeError or RangeError for a bad one or a name that is taken */
  addProvider(provider: ProviderConfig | BaseProvider): void {
    const before = new Map(this.#configs)
    try {
      const entry = this.#read(provider)
      spellingBaseUrl('baseUrl', () => {
        this.balancer.addProvider(entry)
      })
    } catch (error) {
      this.#configs.clear()
      for (const [name, config] of before) this.#configs.set(name, config)
      throw error
    }
  }

  /** Takes a provider out: it gets no further requests, and running ones are completed. A name that is not there changes nothing. */
  removeProvider(name: string): void {
    if (this.#configs.delete(name)) void this.balancer.removeProvider(name)
  }

  /** Takes no new requests; resolves when the running ones have ended. Beyond the original. */
  close(): Promise<void> {
    return this.balancer.close()
  }

  async #ask(request: LLMRequest, options?: LLMCallOptions): Promise<LLMResponse> {
    try {
      return toLLMResponse(await this.balancer.request({ ...request, stream: false }, options))
    } catch (error) {
      throw this.#toError(error)
    }
  }

  /** Reads an entry, notes what may be known of it, and gives it in the root's words. */
  #read(input: ProviderConfig | BaseProvider): ProviderInput {
    if (describeValue(input) !== 'an object')
      throw new TypeError(`a provider must be a configuration or a BaseProvider, got ${describeValue(input)}`)
    const own = configOf(input)
    const config = own === undefined ? readProviderConfig(input as ProviderConfig) : documentedOptions(own)
    this.#configs.set(config.name, publicConfig(config))
    if (own === undefined || isPlainVendorProvider(input as BaseProvider)) return toRootEntry(config)
    return new AdoptedProvider(input as BaseProvider, config)
  }

  #present(names: ReadonlySet<string>): PublicProviderConfig[] {
    return [...this.#configs.values()].filter(({ name }) => names.has(name)).map((config) => ({ ...config }))
  }

  #asRootStrategy(choose: NonNullable<LoadBalancerConfig['customStrategy']>): CustomStrategy {
    return (candidates) => choose(this.#present(new Set(candidates.map(({ name }) => name))))
  }

  /** A classifier that leaves every error to the next one: it hears at which provider an error happened. */
  readonly #noteProvider: Classify = (error, { target }) => {
    if (typeof error === 'object' && error !== null) this.#providerOf.set(error, target.id)
    return undefined
  }

  readonly #toError = (error: unknown): unknown =>
    toDocumentedError(error, (one) => this.#providerOf.get(one as object))
}

function rootOptions({
  globalTimeout,
  maxRetries,
  retryDelay,
  fetch,
  clock,
  random,
}: Omit<ReadLoadBalancerConfig, 'providers'>): Omit<Parameters<typeof createLLMBalancer>[0], 'providers'> {
  return {
    retry: { maxAttempts: maxRetries, backoff: (retry) => retryDelay * 2 ** retry },
    ...defined({
      timeouts: globalTimeout === undefined ? undefined : { deadlineMs: globalTimeout },
      fetch,
      clock,
      random,
    }),
  }
}
