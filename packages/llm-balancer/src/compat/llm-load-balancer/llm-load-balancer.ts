import { defined, describeValue, readProperty } from '@llm-balancer/core/options'
import { createLLMBalancer as createRootBalancer } from '../../create-llm-balancer.ts'
import type { CustomStrategy, LLMBalancer, LLMCallOptions } from '../../index.ts'
import { retold } from '../../options/retold.ts'
import { translated } from '../failed-calls.ts'
import { wordedAbout, type Wording } from '../wording.ts'
import { toLLMResponse, toProviderStats, toTextStream } from './answers.ts'
import { toDocumentedError } from './errors.ts'
import { readConfig, readProviderConfig, toRootEntry } from './options.ts'
import type { LLMRequest, LLMResponse, LLMTextStream, LoadBalancerConfig } from './types.ts'
import type { LoadBalancerStats, ProviderConfig, PublicProviderConfig, ReadProvider } from './types.ts'
import type { OwnProvider, StreamingLLMRequest, WholeLLMRequest } from './types.ts'
import { VendorProvider } from './vendor-providers.ts'

/** The balancer of `llm-load-balancer`: its words and shapes, over the balancer of this package. */
export class LLMLoadBalancer {
  /** The balancer underneath: events, chat requests, embeddings, snapshots, drains. Add and remove providers here, not there. */
  readonly balancer: LLMBalancer
  /** What may be known of each provider, in the order of the list. */
  readonly #configs = new Map<string, PublicProviderConfig>()

  /** @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong */
  constructor(config: LoadBalancerConfig) {
    const { customStrategy, globalTimeout, maxRetries, retryDelay, ...given } = readConfig(config)
    const entries = given.providers.map(readProvider)
    const chosen: CustomStrategy = (candidates) =>
      customStrategy?.(this.#present(candidates.map(({ name }) => name)))
    const known = entries.map((one) => one.known)
    this.balancer = inOwnWords(known, () =>
      createRootBalancer({
        ...defined(given),
        ...(globalTimeout === undefined ? {} : { timeouts: { deadlineMs: globalTimeout } }),
        ...(given.strategy === 'custom' ? { customStrategy: chosen } : {}),
        providers: entries.map(({ entry }) => entry),
        retry: { maxAttempts: maxRetries, backoff: (retry) => retryDelay * 2 ** retry },
      }),
    )
    for (const one of known) this.#configs.set(one.name, one)
  }

  /**
   * Text in, text out. With `stream: true` the text piece by piece; nothing is sent before the first piece is read.
   *
   * @throws LLMError when a single attempt was made, or when the request itself is at fault
   * @throws LoadBalancerError when several attempts failed, no provider could be asked, or the time was up
   * @throws TypeError or RangeError for a bad request or option, and the signal's reason when the caller aborts
   */
  request(request: StreamingLLMRequest, options?: LLMCallOptions): LLMTextStream
  request(request: WholeLLMRequest, options?: LLMCallOptions): Promise<LLMResponse>
  request(request: LLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream
  request(request: LLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream {
    const { stream = false, ...whole } = request
    if (!stream)
      return translated(this.balancer.request(whole, options).then(toLLMResponse), toDocumentedError)
    return toTextStream(this.balancer.request({ ...whole, stream }, options), toDocumentedError)
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
    return this.#present(this.balancer.getHealthyProviders().map(({ name }) => name))
  }

  /** Adds a provider; it takes part from now on. @throws TypeError or RangeError for a bad one or a name that is taken */
  addProvider(provider: ProviderConfig | OwnProvider): void {
    const { known, entry } = readProvider(provider)
    inOwnWords([known], () => {
      this.balancer.addProvider(entry)
    })
    this.#configs.set(known.name, known)
  }

  /** Takes a provider out: it gets no further requests, and running ones are completed. A name that is not there changes nothing. */
  removeProvider(name: string): void {
    if (this.#configs.delete(name)) void this.balancer.removeProvider(name)
  }

  /** Takes no new requests; resolves when the running ones have ended. Beyond the original. */
  close(): Promise<void> {
    return this.balancer.close()
  }

  /** Those of these names, in the order of the list. */
  #present(names: readonly string[]): PublicProviderConfig[] {
    return [...this.#configs.values()]
      .filter(({ name }) => names.includes(name))
      .map((config) => ({ ...config }))
  }
}

const wording: Wording = [[/^: "baseURL"/, ': "baseUrl"']]

/** Runs `work`, whose errors call options of these providers as the document does. */
function inOwnWords<Value>(providers: readonly { readonly name: string }[], work: () => Value): Value {
  return retold(work, (message) => wordedAbout(message, { providers, wording }))
}

/** What may be known of a provider, and its entry in the root's words. */
function readProvider(input: ProviderConfig | OwnProvider): ReadProvider {
  if (describeValue(input) !== 'an object')
    throw new TypeError(`a provider must be a configuration or a BaseProvider, got ${describeValue(input)}`)
  const makeRequest: unknown = readProperty(input, 'makeRequest')
  const own = typeof makeRequest === 'function' ? readProperty(input, 'config') : undefined
  const config = readProviderConfig(own ?? input, own !== undefined)
  const { apiKey: _, ...known } = config
  const entry = toRootEntry(config)
  if (own === undefined || makeRequest === VendorProvider.prototype.makeRequest)
    return { known: defined(known), entry }
  // The root understands whichever word a custom provider says for `finishReason`.
  const ask: OwnProvider['makeRequest'] = (...call) => (input as OwnProvider).makeRequest(...call)
  return { known: defined(known), entry: { config: entry, makeRequest: ask } as never }
}

/**
 * Makes a balancer over LLM providers, as `llm-load-balancer` does.
 *
 * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong
 *
 * @example
 * ```ts
 * const llm = createLLMBalancer({
 *   strategy: 'round-robin',
 *   providers: [{ name: 'openai', apiKey, model: 'gpt-5.4-mini' }],
 *   globalTimeout: 30_000,
 * })
 * const { content } = await llm.request({ prompt: 'Write a funny dad joke.' })
 * ```
 */
export function createLLMBalancer(config: LoadBalancerConfig): LLMLoadBalancer {
  return new LLMLoadBalancer(config)
}
