export type { AnthropicClient } from './adapted-model.ts'
export type {
  AnthropicContentBlock,
  AnthropicMessage,
  AnthropicMessageRequest,
  AnthropicMessageResponse,
  AnthropicModel,
  AnthropicRequestBlock,
  AnyAnthropicRequest,
} from './anthropic-model.ts'
export { AnthropicModelRegistry, type AnyAnthropicModel } from './anthropic-model-registry.ts'
export { AnthropicUtils } from './anthropic-utils.ts'
export {
  LoadBalancedAnthropicModel,
  type LoadBalancedAnthropicModelOptions,
} from './load-balanced-anthropic-model.ts'
export type { ModelWithWeight } from './model-weights.ts'
