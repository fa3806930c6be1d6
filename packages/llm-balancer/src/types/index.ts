/**
 * Names of the parts of options, requests, events and states, for signatures of your own. What a first program names is in
 * `llm-balancer` itself.
 */
export type {
  ConnectionSettings,
  EmbeddingProviderConfig,
  NestedGroupConfig,
  NestedOptions,
} from '../entries/provider-config.ts'
export type { ProviderCircuitEvent } from '../events/provider-events.ts'
export type { BudgetSetting } from '../costs/budget-setting.ts'
export type { CatalogueData, KnownModels } from '../costs/known-models.ts'
export type { ProviderCircuitSetting } from '../guards/provider-circuit.ts'
export type { Reconfiguration } from '../llm-balancer.ts'
export type { ExportedProvider, ExportedSpending } from '../state/balancer-state.ts'
export type { LLMObjectRequest } from '../objects/object-request.ts'
export type { ObjectOf, ObjectSchema, SchemaIssue, SchemaResult } from '../objects/object-schema.ts'
export type { FailuresInWindow, TripRules } from '../guards/trip-rules.ts'
export type { StrategySettings, TierStrategySettings } from '../options/strategies.ts'
export type {
  LLMPartialOptions,
  ModelChoice,
  RestartableStreamPart,
  ThoughtsChoice,
  ThoughtsOnly,
} from '../requests/call-options.ts'
export type { LLMEmbedCall } from '../requests/embed-request.ts'
export type { RestartableLLMRequest } from '../requests/llm-request.ts'
export type { AttemptTimeouts, CoolingOptions, PoolOptions, RestartChunk } from '@llm-balancer/core'
