import { expectTypeOf } from 'vitest'
import {
  createLLMBalancer,
  createStrategy,
  LLMError,
  LLMLoadBalancer,
  LoadBalancerError,
  RoundRobinStrategy,
} from '../index.ts'
import type {
  LLMRequest,
  LLMResponse,
  LLMTextStream,
  LoadBalancerConfig,
  LoadBalancerStats,
  LoadBalancingStrategy,
  ProviderConfig,
  ProviderStats,
} from '../index.ts'

// What code that was written for `llm-load-balancer` does with its types.

const providers: ProviderConfig[] = [{ name: 'openai', apiKey: 'k', model: 'm', weight: 1 }]
const customStrategy = (list: ProviderConfig[]): ProviderConfig | undefined =>
  list.find(({ name }) => name === 'preferred') ?? list[0]
const config: LoadBalancerConfig = { strategy: 'custom', providers, customStrategy }

const llm = createLLMBalancer(config)
expectTypeOf(llm).toEqualTypeOf<LLMLoadBalancer>()
expectTypeOf(new LLMLoadBalancer(config).getStats()).toEqualTypeOf<LoadBalancerStats>()
expectTypeOf(llm.request({ prompt: 'p' })).resolves.toEqualTypeOf<LLMResponse>()
expectTypeOf(llm.request({ prompt: 'p', stream: true })).toEqualTypeOf<LLMTextStream>()
const request: LLMRequest = { prompt: 'p', stream: false }
expectTypeOf(llm.request(request)).toEqualTypeOf<Promise<LLMResponse> | LLMTextStream>()
expectTypeOf(llm.healthCheck()).resolves.toEqualTypeOf<Record<string, boolean>>()
const healthy: ProviderConfig[] = llm.getHealthyProviders()
expectTypeOf(healthy).toEqualTypeOf<ProviderConfig[]>()

// The interfaces of the document: what has their shape can be given, and what is given back has it.

interface DocumentedProviderConfig {
  name: string
  apiKey: string
  model: string
  baseUrl?: string
  weight?: number
  timeout?: number
  maxRetries?: number
}
interface DocumentedConfig {
  strategy: 'round-robin' | 'failover' | 'weighted' | 'custom'
  providers: DocumentedProviderConfig[]
  customStrategy?: (providers: ProviderConfig[]) => ProviderConfig
  globalTimeout?: number
  maxRetries?: number
  retryDelay?: number
}
interface DocumentedRequest {
  prompt: string
  maxTokens?: number
  temperature?: number
  topP?: number
  stream?: boolean
}
interface DocumentedResponse {
  content: string
  usage?: { promptTokens: number; completionTokens: number; totalTokens: number }
  model: string
  provider: string
  finishReason?: string
}
interface DocumentedStats {
  totalRequests: number
  successfulRequests: number
  failedRequests: number
  averageResponseTime: number
  lastRequestTime?: Date
  isHealthy: boolean
}
expectTypeOf<DocumentedConfig>().toExtend<LoadBalancerConfig>()
expectTypeOf<DocumentedProviderConfig>().toExtend<ProviderConfig>()
expectTypeOf<DocumentedRequest>().toExtend<LLMRequest>()
expectTypeOf<LLMResponse>().toExtend<DocumentedResponse>()
expectTypeOf<ProviderStats>().toExtend<DocumentedStats>()

const caught = new LLMError('failed', 'openai', 500, new Error('inner'))
expectTypeOf(caught).toExtend<{ provider: string; statusCode?: number; originalError?: Error }>()
expectTypeOf(new LoadBalancerError('all failed', [caught]).errors).toExtend<readonly LLMError[]>()

class LastOne implements LoadBalancingStrategy {
  selectProvider(list: ProviderConfig[], stats?: Record<string, ProviderStats>): ProviderConfig {
    return (
      list.findLast(({ name }) => stats?.[name]?.isHealthy !== false) ??
      new RoundRobinStrategy().selectProvider(list)
    )
  }
}
expectTypeOf(new LastOne().selectProvider(providers, llm.getStats())).toEqualTypeOf<ProviderConfig>()
expectTypeOf(
  createStrategy('failover', providers).selectProvider(providers, {}),
).toEqualTypeOf<ProviderConfig>()
