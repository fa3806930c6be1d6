export { BaseProvider } from './base-provider.ts'
export { createLLMBalancer } from './create-llm-balancer.ts'
export { createProvider } from './create-provider.ts'
export { LLMError } from './llm-error.ts'
export { LLMLoadBalancer } from './llm-load-balancer.ts'
export type { LLMRequest, LLMResponse, LLMTextStream, LLMUsage } from './llm-request.ts'
export type { LoadBalancerConfig } from './load-balancer-config.ts'
export { LoadBalancerError, type LoadBalancerErrorFacts } from './load-balancer-error.ts'
export type { ProviderConfig, PublicProviderConfig } from './provider-config.ts'
export type { LoadBalancerStats, ProviderStats } from './provider-stats.ts'
export {
  createStrategy,
  CustomStrategy,
  FailoverStrategy,
  RoundRobinStrategy,
  WeightedStrategy,
  type LoadBalancingStrategy,
} from './strategies.ts'
export {
  ClaudeProvider,
  CohereProvider,
  GeminiProvider,
  MistralProvider,
  OpenAIProvider,
} from './vendor-provider.ts'
