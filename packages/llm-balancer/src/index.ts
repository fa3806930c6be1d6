export { createLLMBalancer } from './create-llm-balancer.ts'
export { schemaIssuesOf } from './objects/schema-issues.ts'
export { toAssistantMessage } from '@llm-balancer/provider'
export { providersFromEnv, type Environment } from './vendors/providers-from-env.ts'
export { BaseProvider, type BaseProviderConfig, type ProviderCallOptions } from './providers/base-provider.ts'

// vendors, written by `pnpm generate`
export { anthropic, type AnthropicSettings } from '@llm-balancer/anthropic'
export { azureOpenAI, type AzureOpenAISettings } from '@llm-balancer/azure-openai'
export { cerebras, type CerebrasSettings } from '@llm-balancer/cerebras'
export { cohere, type CohereSettings } from '@llm-balancer/cohere'
export { deepseek, type DeepSeekSettings } from '@llm-balancer/deepseek'
export { google, type GoogleSettings } from '@llm-balancer/google'
export { groq, type GroqSettings } from '@llm-balancer/groq'
export { mistral, type MistralSettings } from '@llm-balancer/mistral'
export { ollama, type OllamaSettings } from '@llm-balancer/ollama'
export { openai, type OpenAISettings } from '@llm-balancer/openai'
export { openaiCompatible, type OpenAICompatibleSettings } from '@llm-balancer/openai-compatible'
export { openrouter, type OpenRouterSettings } from '@llm-balancer/openrouter'
export { together, type TogetherSettings } from '@llm-balancer/together'
export { xai, type XAISettings } from '@llm-balancer/xai'
// end of vendors

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
  StateUnavailableError,
  StrategyError,
  StreamInterruptedError,
} from '@llm-balancer/core'

export type {
  ConnectionSettings,
  EmbeddingProviderConfig,
  GroupProviderConfig,
  ModelProviderConfig,
  NestedGroupConfig,
  NestedOptions,
  ProviderChanges,
  ProviderConfig,
  ProviderDescription,
  ProviderInput,
} from './entries/provider-config.ts'
export type {
  ListenTo,
  LLMBalancerEvent,
  LLMBalancerEventType,
  ProviderCircuitEvent,
} from './events/provider-events.ts'
export type { BudgetSetting } from './costs/budget-setting.ts'
export type { CatalogueData, KnownModels } from './costs/known-models.ts'
export type { ProviderCircuitOptions, ProviderCircuitSetting } from './guards/provider-circuit.ts'
export type { ProviderLimit, ProviderLimits } from './guards/provider-limits.ts'
export type { HealthCheckOptions } from './health/health-checker.ts'
export type { LLMBalancer, Reconfiguration } from './llm-balancer.ts'
export type { BudgetState, LLMBalancerState, ServedState, TargetState } from './state/balancer-state.ts'
export type { LLMObjectRequest, LLMObjectResponse } from './objects/object-request.ts'
export type { ObjectOf, ObjectSchema, SchemaIssue, SchemaResult } from './objects/object-schema.ts'
export type { CustomStrategy, ProviderCandidate } from './options/custom-strategy.ts'
export type { LLMBalancerOptions } from './options/llm-balancer-options.ts'
export type { ProviderDefaults, ProviderSettings } from './options/provider-settings.ts'
export type { FailuresInWindow, TripRules } from './guards/trip-rules.ts'
export type { StrategyName, StrategySettings, TierStrategySettings } from './options/strategies.ts'
export type {
  LLMCallOptions,
  LLMPartialOptions,
  LLMChatResponse,
  LLMStreamOptions,
  ModelChoice,
  RestartableStreamPart,
  ThoughtsChoice,
  ThoughtsOnly,
} from './requests/call-options.ts'
export type {
  LLMEmbedCall,
  LLMEmbedOptions,
  LLMEmbedRequest,
  LLMEmbedResponse,
} from './requests/embed-request.ts'
export type {
  AnyLLMRequest,
  LLMConversation,
  LLMPrompt,
  LLMRequest,
  LLMRequestSettings,
  LLMResponse,
  LLMUsage,
  RestartableLLMRequest,
  StreamingLLMRequest,
  WholeLLMRequest,
} from './requests/llm-request.ts'
export type { LLMTextStream } from './requests/text-stream.ts'
export type { ProviderStats } from './stats/provider-stats.ts'
export type { ProviderType, VendorSettings } from './vendors/vendors.generated.ts'

export type {
  AttemptRecord,
  AttemptTimeouts,
  BalancedStream,
  BalancerSnapshot,
  Classify,
  Clock,
  CloseOptions,
  CoolingOptions,
  PoolOptions,
  FailureKind,
  FailureScope,
  Guard,
  Random,
  RestartChunk,
  Strategy,
  TargetSnapshot,
  TimeoutOptions,
  TokenPrice,
  TokenUsage,
  WhenUnavailable,
} from '@llm-balancer/core'
export type {
  ApiKey,
  ChatMessage,
  ChatModel,
  ChatRequest,
  ChatResponse,
  EmbeddingModel,
  Fetch,
  FinishReason,
  ModelSettings,
  ProviderOptions,
  StreamPart,
  Tool,
  ToolChoice,
  Usage,
  Warning,
} from '@llm-balancer/provider'
