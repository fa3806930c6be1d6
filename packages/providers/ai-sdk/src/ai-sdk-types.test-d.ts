import type {
  EmbeddingModelV4,
  EmbeddingModelV4CallOptions,
  EmbeddingModelV4Result,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Middleware,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  ProviderV4,
  SharedV4ProviderMetadata,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider'
import type { Balancer, TargetOptions } from '@llm-balancer/core'
import type {
  ChatModel,
  ChatRequest,
  ChatResponse,
  EmbeddingModel,
  EmbedRequest,
  EmbedResponse,
  StreamPart,
} from '@llm-balancer/provider'
import type { EmbeddingModel as AnyEmbeddingModel, LanguageModel, Provider } from 'ai'
import { expectTypeOf } from 'vitest'
import {
  balancedEmbeddingModel,
  balancedMiddleware,
  balancedModel,
  balancedProvider,
  fromAiSdk,
  fromAiSdkEmbedding,
} from './index.ts'
import type { BalancedCallOptions, Trail } from './index.ts'

declare const model: LanguageModelV4
declare const embeddingModel: EmbeddingModelV4
declare const chatModel: ChatModel
declare const balancer: Balancer<ChatModel>
declare const embeddingBalancer: Balancer<EmbeddingModel>

// Both speak one language: a prompt of the AI SDK is a valid conversation, our answers are valid ones of the AI SDK.
expectTypeOf<LanguageModelV4Prompt>().toExtend<ChatRequest['messages']>()
expectTypeOf<Omit<LanguageModelV4CallOptions, 'prompt' | 'abortSignal' | 'includeRawChunks'>>().toExtend<
  Omit<ChatRequest, 'messages'>
>()
expectTypeOf<StreamPart>().toExtend<LanguageModelV4StreamPart>()
expectTypeOf<Exclude<LanguageModelV4StreamPart, { type: 'error' }>>().toExtend<StreamPart>()
expectTypeOf<ChatResponse>().toExtend<LanguageModelV4GenerateResult>()
expectTypeOf<EmbedResponse>().toExtend<EmbeddingModelV4Result>()
expectTypeOf<Omit<EmbeddingModelV4CallOptions, 'abortSignal'>>().toExtend<EmbedRequest>()

// Out: what is made here goes wherever `ai` takes a model, middleware or provider.
expectTypeOf(balancedModel([model, chatModel])).toExtend<LanguageModelV4>()
expectTypeOf(balancedModel(balancer)).toExtend<LanguageModel>()
expectTypeOf(
  balancedModel(
    [
      { model, weight: 2 },
      { id: 'b', model: chatModel },
    ],
    { retry: {} },
  ),
).toExtend<LanguageModel>()
expectTypeOf(balancedEmbeddingModel([embeddingModel])).toExtend<AnyEmbeddingModel>()
expectTypeOf(
  balancedEmbeddingModel(embeddingBalancer, { maxEmbeddingsPerCall: 1 }),
).toExtend<EmbeddingModelV4>()
expectTypeOf(balancedMiddleware([model])).toExtend<LanguageModelV4Middleware>()
expectTypeOf(
  balancedProvider({ languageModels: { a: [model], b: model, c: balancer } }),
).toExtend<ProviderV4>()
expectTypeOf(balancedProvider({})).toExtend<Provider>()

// In: AI SDK models are clients of targets.
expectTypeOf(fromAiSdk(model)).toExtend<TargetOptions<ChatModel>['client']>()
expectTypeOf(fromAiSdkEmbedding(embeddingModel)).toExtend<TargetOptions<EmbeddingModel>['client']>()

// What a call says and hears is JSON.
expectTypeOf<{
  llmBalancer: { -readonly [Name in keyof BalancedCallOptions]: BalancedCallOptions[Name] }
}>().toExtend<SharedV4ProviderOptions>()
expectTypeOf<{ llmBalancer: Trail }>().toExtend<SharedV4ProviderMetadata>()

// @ts-expect-error: a balancer has its settings already
balancedModel(balancer, { strategy: undefined })
// @ts-expect-error: a balancer does not show what its targets take
balancedEmbeddingModel(embeddingBalancer)
// @ts-expect-error: a name is no model
balancedModel(['openai/gpt-5.2'])
// @ts-expect-error: an embedding model does not chat
balancedModel([embeddingModel])
