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
  GroupProviderConfig,
  ModelProviderConfig,
  ProviderChanges,
  ProviderConfig,
  ProviderDescription,
  ProviderInput,
} from './entries/provider-config.ts'
export type { ListenTo, LLMBalancerEvent, LLMBalancerEventType } from './events/provider-events.ts'
export type { ProviderCircuitOptions } from './guards/provider-circuit.ts'
export type { ProviderLimit, ProviderLimits } from './guards/provider-limits.ts'
export type { HealthCheckOptions } from './health/health-checker.ts'
export type { LLMBalancer } from './llm-balancer.ts'
export type { LLMBalancerState } from './state/balancer-state.ts'
export type { LLMObjectResponse } from './objects/object-request.ts'
export type { CustomStrategy, ProviderCandidate } from './options/custom-strategy.ts'
export type { LLMBalancerOptions } from './options/llm-balancer-options.ts'
export type { ProviderDefaults, ProviderSettings } from './options/provider-settings.ts'
export type { StrategyName } from './options/strategies.ts'
export type { LLMCallOptions, LLMChatResponse, LLMStreamOptions } from './requests/call-options.ts'
export type { LLMEmbedOptions, LLMEmbedRequest, LLMEmbedResponse } from './requests/embed-request.ts'
export type {
  AnyLLMRequest,
  LLMConversation,
  LLMPrompt,
  LLMRequest,
  LLMRequestSettings,
  LLMResponse,
  LLMUsage,
  StreamingLLMRequest,
  WholeLLMRequest,
} from './requests/llm-request.ts'
export type { LLMTextStream } from './requests/text-stream.ts'
export type { ProviderStats } from './stats/provider-stats.ts'
export type { ProviderType, VendorSettings } from './vendors/vendors.generated.ts'

export type {
  AttemptRecord,
  BalancedStream,
  BalancerSnapshot,
  Classify,
  Clock,
  CloseOptions,
  FailureKind,
  FailureScope,
  Guard,
  Random,
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
