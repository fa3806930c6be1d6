export {
  balancedEmbeddingModel,
  type BalancedEmbeddingListOptions,
  type BalancedEmbeddingOptions,
  type EmbeddingEntry,
  type EmbeddingSource,
} from './balanced-embedding-model.ts'
export { balancedMiddleware, type BalancedMiddlewareOptions } from './balanced-middleware.ts'
export {
  balancedModel,
  type BalancedListOptions,
  type BalancedModelOptions,
  type ChatEntry,
  type ChatSource,
} from './balanced-model.ts'
export { balancedProvider, type BalancedProviderOptions } from './balanced-provider.ts'
export { fromAiSdk } from './from-ai-sdk.ts'
export { fromAiSdkEmbedding } from './from-ai-sdk-embedding.ts'
export type { FailedCallData } from './model/to-api-call-error.ts'
export type { FromAiSdkSettings } from './target/ai-sdk-target.ts'
export type {
  AttemptSummary,
  BalancedCallOptions,
  LLMBalancerLike,
  ModelEntry,
  ModelTarget,
  Trail,
} from '@llm-balancer/provider/balanced'
