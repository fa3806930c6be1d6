export { isResolvedSubProfile } from './delegate-options.ts'
export { LoadBalancerFailoverError, type MemberFailure } from './failures.ts'
export {
  isLoadBalancerProfileFormat,
  LoadBalancingProvider,
  type LoadBalancingProviderOptions,
} from './load-balancing-provider.ts'
export type {
  BackendMetrics,
  CircuitBreakerState,
  ExtendedLoadBalancerStats,
  GenerateChatOptions,
  IProvider,
  LoadBalancerStats,
  LoadBalancerSubProfile,
  LoadBalancingProviderConfig,
  ProviderManager,
  ResolvedSubProfile,
  SubProfile,
  ToolContext,
} from './types.ts'
