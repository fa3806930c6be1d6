import { expectTypeOf } from 'vitest'
import { createLLMBalancer, LLMLoadBalancer } from '../index.ts'
import type {
  LLMRequest,
  LLMResponse,
  LLMTextStream,
  LoadBalancerConfig,
  LoadBalancerStats,
  ProviderConfig,
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
