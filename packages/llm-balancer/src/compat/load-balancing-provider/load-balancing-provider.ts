import { hasMethods, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import { systemClock } from '@llm-balancer/core/time'
import { checkClock } from '../common-options.ts'
import { MemberBalancer } from './member-balancer.ts'
import { readConfig } from './settings.ts'
import type { ExtendedLoadBalancerStats, GenerateChatOptions, IProvider, SubProfile } from './types.ts'
import type { LoadBalancingProviderConfig, LoadBalancingProviderOptions } from './types.ts'
import type { ProviderManager, ToolContext } from './types.ts'

const table: OptionTable<LoadBalancingProviderOptions> = { clock: [checkClock, systemClock] }

/**
 * A provider of the host over several others: each request goes to one of the members, by its strategy. `Content` is what the
 * host's chats are made of; it is passed through as it is.
 */
export class LoadBalancingProvider<Content = unknown, Model = unknown> implements IProvider<Content, Model> {
  readonly name = 'load-balancer'
  readonly #config: LoadBalancingProviderConfig
  readonly #manager: ProviderManager<Content, Model>
  readonly #balancer: MemberBalancer<Content>

  /** @throws TypeError or RangeError naming what is wrong */
  constructor(
    config: LoadBalancingProviderConfig,
    providerManager: ProviderManager<Content, Model>,
    options: LoadBalancingProviderOptions = {},
  ) {
    hasMethods('getProviderByName')('providerManager', providerManager, 'LoadBalancingProvider')
    const { clock = systemClock } = readOptions('LoadBalancingProvider', options, table)
    this.#config = readConfig(config)
    this.#manager = providerManager
    this.#balancer = new MemberBalancer(this.#config, providerManager, clock)
  }

  /** The member whose turn it is; then it is the next one's. */
  selectNextSubProfile(): SubProfile {
    return this.#balancer.takeTurn()
  }

  /**
   * Asks one member, or one after the other, when the first chunk is read. After it nothing is mixed: what fails then is thrown.
   *
   * @throws the member's own error; with failover a LoadBalancerFailoverError when all members have failed, and a
   *   NoTargetAvailableError when all circuits are open
   */
  generateChatCompletion(options: GenerateChatOptions<Content>): AsyncIterableIterator<Content>
  generateChatCompletion(content: Content[], tools?: unknown): AsyncIterableIterator<Content>
  generateChatCompletion(
    given: GenerateChatOptions<Content> | Content[],
    tools?: unknown,
  ): AsyncIterableIterator<Content> {
    return this.#balancer.stream(Array.isArray(given) ? { contents: given, tools } : given)
  }

  /** The models of all members' providers, without those that cannot be had. */
  async getModels(): Promise<Model[]> {
    const lists = this.#providers().map(async (provider) => provider.getModels?.() ?? [])
    const settled = await Promise.allSettled(lists)
    return settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  }

  /** The model of the first member, or else of its provider; empty when there is none. */
  getDefaultModel(): string {
    const [first] = this.#config.subProfiles
    const [provider] = this.#providers()
    const own =
      readProperty(first, 'model') ?? readProperty(first, 'modelId') ?? provider?.getDefaultModel?.()
    return typeof own === 'string' ? own : ''
  }

  /** The server tools of all members' providers, each once. */
  getServerTools(): string[] {
    return [...new Set(this.#providers().flatMap(toolsOf))]
  }

  /** Calls a server tool of the first member's provider that has it. @throws Error when none has */
  async invokeServerTool(toolName: string, params: unknown, ...more: ToolContext): Promise<unknown> {
    const provider = this.#providers().find((one) => toolsOf(one).includes(toolName))
    if (provider?.invokeServerTool !== undefined) return provider.invokeServerTool(toolName, params, ...more)
    throw new Error(`Server tool "${toolName}" is not supported by any member of the load balancer`)
  }

  /** What was counted, as a copy. */
  getStats(): ExtendedLoadBalancerStats {
    return this.#balancer.stats()
  }

  /** Forgets how requests were spread. What is known of each member, and whose turn it is, stays. */
  resetStats(): void {
    this.#balancer.resetStats()
  }

  /** The place of the member where the next request begins with failover. */
  getCurrentFailoverIndex(): number {
    return this.#balancer.failoverIndex()
  }

  /** Lets the next request begin at the first member. */
  resetFailoverIndex(): void {
    this.#balancer.index.reset()
  }

  /** The first member's token, or an empty text: for a host that asks whether there is one. Requests do not use it. */
  getAuthToken(): Promise<string> {
    return Promise.resolve(this.#config.subProfiles[0]?.authToken ?? '')
  }

  /** The provider of each member, each once. */
  #providers(): IProvider<Content, Model>[] {
    const names = new Set(this.#config.subProfiles.map(({ providerName }) => providerName))
    return [...names].flatMap((name) => this.#manager.getProviderByName(name) ?? [])
  }
}

/** True for a profile of a load balancer: of type `loadbalancer`, with a list of names of profiles. */
export function isLoadBalancerProfileFormat(profile: unknown): boolean {
  const names = readProperty(profile, 'profiles')
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string')
  return isList && readProperty(profile, 'type') === 'loadbalancer'
}

function toolsOf(provider: IProvider): string[] {
  try {
    return provider.getServerTools?.() ?? []
  } catch {
    return []
  }
}
