export { AllTargetsFailedError, ProviderError } from '@llm-balancer/core/errors'
export {
  balancedChatModel,
  type BalancedChatListOptions,
  type BalancedChatModelOptions,
  type BalancedChatSource,
} from './balanced-chat-model.ts'
export type { BalancedChatModel } from './model/balanced-chat-model.ts'
export type { BalancedChatCallOptions, ChatSettings, WireResponseFormat } from './model/call-options.ts'
export type {
  AttemptSummary,
  BalancedCallOptions,
  LLMBalancerLike,
  ModelEntry,
  ModelTarget,
  Trail,
} from '@llm-balancer/provider/balanced'
