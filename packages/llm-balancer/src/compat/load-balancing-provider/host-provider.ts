import { readProperty } from '@llm-balancer/core/options'
import { delegateOptions } from './delegate-options.ts'
import type { GenerateChatOptions, IProvider, LoadBalancingProviderConfig } from './types.ts'
import type { ProviderManager, SubProfile, ToolContext } from './types.ts'

/** What the providers of all members have together, as one provider of the host has it. */
export abstract class HostProvider<Content, Model> implements IProvider<Content, Model> {
  readonly name = 'load-balancer'
  readonly #config: LoadBalancingProviderConfig
  readonly #manager: ProviderManager<Content, Model>

  constructor(config: LoadBalancingProviderConfig, manager: ProviderManager<Content, Model>) {
    this.#config = config
    this.#manager = manager
  }

  abstract generateChatCompletion(options: GenerateChatOptions<Content>): AsyncIterable<Content>

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
    const id = readProperty(first, 'model') ?? readProperty(first, 'modelId') ?? provider?.getDefaultModel?.()
    return typeof id === 'string' ? id : ''
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

  /** The first member's token, or an empty text: for a host that asks whether there is one. Requests do not use it. */
  getAuthToken(): Promise<string> {
    return Promise.resolve(this.#config.subProfiles[0]?.authToken ?? '')
  }

  /** Asks a member's provider. @throws Error when the host does not know it */
  protected askMember(member: SubProfile, request: GenerateChatOptions<Content>): AsyncIterable<Content> {
    const { name, providerName } = member
    const provider = this.#manager.getProviderByName(providerName)
    if (provider === undefined)
      throw new Error(`Provider "${providerName}" not found for sub-profile "${name}"`)
    const { lbProfileEphemeralSettings } = this.#config
    return provider.generateChatCompletion(delegateOptions(request, member, lbProfileEphemeralSettings))
  }

  /** The provider of each member, each once. */
  #providers(): IProvider<Content, Model>[] {
    const names = new Set(this.#config.subProfiles.map(({ providerName }) => providerName))
    return [...names].flatMap((name) => this.#manager.getProviderByName(name) ?? [])
  }
}

function toolsOf(provider: IProvider): string[] {
  try {
    return provider.getServerTools?.() ?? []
  } catch {
    return []
  }
}
