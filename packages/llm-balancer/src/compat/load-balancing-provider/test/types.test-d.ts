import { expectTypeOf } from 'vitest'
import { isResolvedSubProfile, LoadBalancingProvider } from '../index.ts'
import type {
  ExtendedLoadBalancerStats,
  LoadBalancerSubProfile,
  LoadBalancingProviderConfig,
  ResolvedSubProfile,
} from '../index.ts'

// A host with types of its own, as the original's has them: its balancer is one of its providers.

interface IContent {
  speaker: 'human' | 'ai' | 'tool'
  blocks: { type: 'text'; text: string }[]
}
interface IModel {
  id: string
  name: string
  provider: string
}
interface HostOptions {
  contents: IContent[]
  tools?: { name: string }[]
  settings?: { get(name: string): unknown }
  invocation?: { signal?: AbortSignal; runtimeId: string }
  metadata?: Record<string, unknown>
  resolved?: { model?: string; baseURL?: string; authToken?: string; telemetry?: object; streaming?: boolean }
  userMemory?: string
}
interface HostProvider {
  name: string
  getModels(): Promise<IModel[]>
  generateChatCompletion(options: HostOptions): AsyncIterableIterator<IContent>
  generateChatCompletion(content: IContent[], tools?: { name: string }[]): AsyncIterableIterator<IContent>
  getDefaultModel(): string
  getServerTools(): string[]
  invokeServerTool(
    toolName: string,
    params: unknown,
    config?: unknown,
    signal?: AbortSignal,
  ): Promise<unknown>
  getAuthToken?(): Promise<string>
}
declare class HostManager {
  getProviderByName(name: string): HostProvider | undefined
  registerProvider(provider: HostProvider): void
}

const subProfiles: ResolvedSubProfile[] | LoadBalancerSubProfile[] = [
  { name: 'a', providerName: 'openai', modelId: 'm' },
]
const settings: Record<string, unknown> = { timeout_ms: 1000 }
const config: LoadBalancingProviderConfig = {
  ...{ profileName: 'mine', strategy: 'round-robin', subProfiles, lbProfileEphemeralSettings: settings },
}
const manager = new HostManager()
const balancer = new LoadBalancingProvider(config, manager)

expectTypeOf(balancer).toEqualTypeOf<LoadBalancingProvider<IContent, IModel>>()
manager.registerProvider(balancer)
const provider: HostProvider = balancer
const options: HostOptions = { contents: [], invocation: { runtimeId: 'r' } }
expectTypeOf(provider.generateChatCompletion(options)).toEqualTypeOf<AsyncIterableIterator<IContent>>()
expectTypeOf(balancer.generateChatCompletion(options)).toEqualTypeOf<AsyncIterableIterator<IContent>>()
expectTypeOf(balancer.getModels()).resolves.toEqualTypeOf<IModel[]>()
expectTypeOf(balancer.getStats()).toEqualTypeOf<ExtendedLoadBalancerStats>()
const profile: ResolvedSubProfile | LoadBalancerSubProfile = balancer.selectNextSubProfile()
if (isResolvedSubProfile(profile)) expectTypeOf(profile).toEqualTypeOf<ResolvedSubProfile>()
