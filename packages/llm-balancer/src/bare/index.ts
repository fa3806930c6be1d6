export { createLLMBalancer, type BareLLMBalancerOptions } from './create-llm-balancer.ts'
export {
  BaseProvider,
  type BaseProviderConfig,
  type ProviderCallOptions,
} from '../providers/base-provider.ts'

export {
  AllTargetsFailedError,
  BalancerClosedError,
  BalancerError,
  BudgetExceededError,
  CircuitOpenError,
  DeadlineExceededError,
  NoTargetAvailableError,
  ProviderError,
  RateLimitedError,
  StrategyError,
  StreamInterruptedError,
} from '@llm-balancer/core'

// Further types can be imported from `llm-balancer`, which costs nothing at run time.
export type { LLMBalancer } from '../llm-balancer.ts'
export type { ModelProviderConfig, ProviderConfig, ProviderInput } from '../entries/provider-config.ts'
export type { LLMCallOptions, LLMChatResponse } from '../requests/call-options.ts'
export type { LLMRequest, LLMResponse } from '../requests/llm-request.ts'
export type { ProviderStats } from '../stats/provider-stats.ts'
export type { Vendor } from '@llm-balancer/provider'
