export { createLLMBalancer } from './create-llm-balancer.ts'
export type { HealthCheckOptions, LLMBalancer } from './llm-balancer.ts'
export type { LLMBalancerOptions } from './config/options.ts'
export type {
  ModelProviderConfig,
  ProviderConfig,
  ProviderDescription,
  ProviderInput,
} from './config/provider-config.ts'
export type { ProviderSettings } from './config/provider-settings.ts'
export type { VendorSettings } from './config/vendor-settings.ts'
export type { CustomStrategy, ProviderCandidate } from './config/custom-strategy.ts'
export { strategyNames, type StrategyName } from './config/strategies.ts'
export { providersFromEnv, type Environment } from './config/providers-from-env.ts'
export type {
  CircuitBreakerConfig,
  LLMCircuitBreakerOptions,
  RetryConfig,
} from './circuit/circuit-breaker-config.ts'
export type { CircuitBreakerState } from './circuit/circuit-breaker-state.ts'
export type { LLMHttpCall } from './circuit/http-call.ts'
export { LLMCircuitBreaker } from './circuit/llm-circuit-breaker.ts'
export { LLMError } from './errors/llm-error.ts'
export { LoadBalancerError, type LoadBalancerErrorOptions } from './errors/load-balancer-error.ts'
export type { ProviderCircuitOptions, ProviderCircuitSetting } from './guards/provider-circuit.ts'
export { requestsPerMinute } from './guards/requests-per-minute.ts'
export { BaseProvider, type BaseProviderConfig, type ProviderCallOptions } from './providers/base-provider.ts'
export { providerTypes, type ProviderType } from './providers/vendors.ts'
export type {
  LLMCallOptions,
  LLMChatResponse,
  LLMStreamOptions,
  RestartableStreamPart,
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
  LLMMessages,
  LLMPrompt,
  LLMRequest,
  LLMRequestSettings,
  LLMResponse,
  LLMUsage,
  StreamingLLMRequest,
} from './requests/llm-request.ts'
export type { LLMTextStream } from './requests/text-stream.ts'
export type { ProviderStats } from './stats/provider-stats.ts'

export { anthropic, type AnthropicSettings } from '@llm-balancer/anthropic'
export { azureOpenAI, azureOpenAIEmbedding, type AzureOpenAISettings } from '@llm-balancer/azure-openai'
export {
  cockatielBreaker,
  consecutiveFailures,
  createCircuitBreaker,
  failureRatio,
  failuresInWindow,
} from '@llm-balancer/circuit-breaker'
export type {
  CallContext,
  CircuitBreaker,
  CircuitBreakerOptions,
  CircuitEvent,
  CircuitEventOf,
  CircuitEventType,
  CircuitPermit,
  CircuitSnapshot,
  CircuitState,
  CircuitVerdict,
  ClassifyCall,
  ExecuteOptions,
  ExecuteStreamOptions,
  FailureRatioOptions,
  ResetBackoff,
  ResetDelay,
  ResetGrowth,
  ResetTimeout,
  TripCounter,
  TripPolicy,
} from '@llm-balancer/circuit-breaker'
export { cohere, cohereEmbedding, type CohereSettings } from '@llm-balancer/cohere'
export {
  google,
  googleEmbedding,
  type GoogleSettings,
  type GoogleEmbeddingSettings,
} from '@llm-balancer/google'
export { groq, type GroqSettings } from '@llm-balancer/groq'
export { mistral, mistralEmbedding, type MistralSettings } from '@llm-balancer/mistral'
export { openai, openaiEmbedding, type OpenAISettings } from '@llm-balancer/openai'
export { openaiResponses, type OpenAIResponsesSettings } from '@llm-balancer/openai/responses'
export {
  openaiCompatible,
  openaiCompatibleEmbedding,
  type OpenAICompatibleSettings,
} from '@llm-balancer/openai-compatible'
export { together, togetherEmbedding, type TogetherSettings } from '@llm-balancer/together'

export {
  constantBackoff,
  createRetryBudget,
  hedge,
  hedgeStream,
  parseRetryAfter,
  retry,
  retryStream,
} from '@llm-balancer/retry'
export type {
  BackoffContext,
  BackoffSequence,
  BackoffStep,
  HedgeAttempt,
  HedgeOptions,
  HedgeStreamOptions,
  OpenStream,
  RetryAttempt,
  RetryBudgetOptions,
  RetryEvent,
  RetryFacts,
  RetryOptions as RetryCallOptions,
  RetryStreamOptions,
} from '@llm-balancer/retry'

export {
  affinity,
  AllTargetsFailedError,
  BalancerClosedError,
  BalancerError,
  CircuitOpenError,
  classifyError,
  createBalancer,
  custom,
  DeadlineExceededError,
  exponentialBackoff,
  failover,
  failureKinds,
  failureRules,
  leastInFlight,
  lowestCost,
  mostHeadroom,
  NoTargetAvailableError,
  peakEwma,
  ProviderError,
  RateLimitedError,
  roundRobin,
  StrategyError,
  StreamInterruptedError,
  systemClock,
  tiers,
  tokenBucketBudget,
  weightedRandom,
  weightedRoundRobin,
} from '@llm-balancer/core'
export type {
  AffinityKey,
  AffinityOptions,
  Attempt,
  AttemptFacts,
  AttemptRecord,
  AttemptTimeouts,
  Backoff,
  BalancedStream,
  Balancer,
  BalancerErrorCode,
  BalancerEvent,
  BalancerEventType,
  BalancerOptions,
  BalancerSnapshot,
  CallFacts,
  Candidates,
  Choose,
  Classify,
  ClassifyContext,
  Clock,
  ConsideredTarget,
  CoolingOptions,
  CustomOptions,
  ExponentialBackoffOptions,
  FailedAttempt,
  Failure,
  FailureKind,
  FailureRule,
  FailureScope,
  FailoverOptions,
  Guard,
  HeadersLike,
  LimitReport,
  LoadMeter,
  LowestCostOptions,
  Operation,
  Outcome,
  OutcomeMeasures,
  PeakEwmaOptions,
  Permit,
  PickReason,
  ProviderErrorOptions,
  Random,
  RestartChunk,
  RetryBudget,
  RetryOptions,
  RunOptions,
  RunResult,
  Strategy,
  StrategyEnvironment,
  StreamOperation,
  StreamOptions,
  TargetOptions,
  TargetSnapshot,
  TargetState,
  TargetUpdate,
  TargetView,
  TierStrategies,
  TimeoutOptions,
  TokenBucketBudgetOptions,
  TokenPrice,
  TokenUsage,
  WhenUnavailable,
} from '@llm-balancer/core'

export {
  collect,
  isContentPart,
  isFinalPart,
  textOf,
  toAssistantMessage,
  toTokenUsage,
  usageOfPart,
} from '@llm-balancer/provider'
export type {
  ApiKey,
  AssistantMessage,
  AssistantPart,
  CallOptions,
  ChatMessage,
  ChatModel,
  ChatRequest,
  ChatResponse,
  Citation,
  Content,
  CustomContent,
  CustomPart,
  EmbeddingModel,
  EmbeddingPurpose,
  EmbedRequest,
  EmbedResponse,
  Fetch,
  FileContent,
  FileData,
  FilePart,
  FinishPart,
  FinishReason,
  FunctionTool,
  GeneratedFileData,
  HeaderRecord,
  InlineFileData,
  JsonObject,
  JsonSchema,
  JsonValue,
  ProviderMetadata,
  ProviderOptions,
  ProviderTool,
  ReasoningContent,
  ReasoningEffort,
  ReasoningFileContent,
  ReasoningFilePart,
  ReasoningPart,
  RemoteFileData,
  RequestInfo,
  ResponseFormat,
  ResponseInfo,
  ResponseMetadata,
  ResponseMetadataPart,
  SourceContent,
  StreamPart,
  StreamStartPart,
  SystemMessage,
  TextContent,
  TextFileData,
  TextPart,
  Tool,
  ToolApprovalRequest,
  ToolApprovalResponsePart,
  ToolCallContent,
  ToolCallPart,
  ToolChoice,
  ToolInputStartPart,
  ToolMessage,
  ToolPart,
  ToolResultContent,
  ToolResultOutput,
  ToolResultPart,
  ToolResultResponse,
  UploadedFileData,
  Usage,
  UserMessage,
  UserPart,
  Warning,
} from '@llm-balancer/provider'
