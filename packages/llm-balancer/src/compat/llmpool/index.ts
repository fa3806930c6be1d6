export { ConfigurationError, ProviderError, RateLimitError } from './errors.ts'
export type { FailedChatAttempt, ProviderErrorFacts } from './errors.ts'
export { LLMPool } from './llm-pool.ts'
export { createImageMessage, createTextMessage, MESSAGE_TYPES } from './messages.ts'
export type {
  PoolChatRequest,
  PoolChatResponse,
  PoolImagePart,
  PoolMessage,
  PoolTextPart,
} from './messages.ts'
export { PROVIDERS } from './pool-config.ts'
export type { PoolConfig, PoolProviderConfig, PoolProviderType, PublicPoolProvider } from './pool-config.ts'
export type { LLMPoolEvents, RequestErrorEvent, RequestSuccessEvent } from './pool-events.ts'
export type { LLMPoolOptions } from './pool-options.ts'
export type { PoolHealth, PoolProviderStats } from './pool-stats.ts'
