import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider'
import { expectTypeOf } from 'vitest'
import type {
  ChatRequest,
  ChatResponse,
  Content,
  FinishReason,
  ReasoningEffort,
  ResponseFormat,
  StreamPart,
  Tool,
  ToolChoice,
  Usage,
  Warning,
} from '../index.ts'

// What goes in: an AI SDK call is a valid request.
expectTypeOf<LanguageModelV4Prompt>().toExtend<ChatRequest['messages']>()
expectTypeOf<NonNullable<LanguageModelV4CallOptions['tools']>[number]>().toExtend<Tool>()
expectTypeOf<NonNullable<LanguageModelV4CallOptions['toolChoice']>>().toEqualTypeOf<MutableToolChoice>()
expectTypeOf<NonNullable<LanguageModelV4CallOptions['responseFormat']>>().toExtend<ResponseFormat>()
expectTypeOf<NonNullable<LanguageModelV4CallOptions['reasoning']>>().toEqualTypeOf<ReasoningEffort>()
expectTypeOf<Omit<LanguageModelV4CallOptions, 'prompt' | 'includeRawChunks' | 'abortSignal'>>().toExtend<
  Omit<ChatRequest, 'messages'>
>()

// What comes out: our parts are the AI SDK's.
expectTypeOf<StreamPart>().toExtend<LanguageModelV4StreamPart>()
expectTypeOf<Exclude<LanguageModelV4StreamPart, { type: 'error' }>>().toExtend<StreamPart>()
expectTypeOf<Content>().toExtend<LanguageModelV4Content>()
expectTypeOf<LanguageModelV4Content>().toExtend<Content>()
expectTypeOf<FinishReason>().toExtend<LanguageModelV4FinishReason>()
expectTypeOf<LanguageModelV4FinishReason>().toExtend<FinishReason>()
expectTypeOf<Usage>().toExtend<LanguageModelV4Usage>()
expectTypeOf<LanguageModelV4Usage>().toExtend<Usage>()
expectTypeOf<Warning>().toExtend<SharedV4Warning>()
expectTypeOf<SharedV4Warning>().toExtend<Warning>()
expectTypeOf<ChatResponse>().toExtend<LanguageModelV4GenerateResult>()

// Beyond the AI SDK: plain strings.
expectTypeOf<{ role: 'user'; content: string }>().toExtend<ChatRequest['messages'][number]>()
expectTypeOf<{ role: 'assistant'; content: string }>().toExtend<ChatRequest['messages'][number]>()

type MutableToolChoice = ToolChoice extends infer Choice
  ? { -readonly [Key in keyof Choice]: Choice[Key] }
  : never
