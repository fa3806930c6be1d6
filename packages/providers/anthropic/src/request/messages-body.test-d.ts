import type Anthropic from '@anthropic-ai/sdk'
import { expectTypeOf } from 'vitest'
import type { toResponse } from '../response/to-response.ts'
import type { buildBody } from './build-body.ts'
import type { MessagesBody } from './messages-body.ts'

type Params = Anthropic.Messages.MessageCreateParamsNonStreaming
type BetaParams = Anthropic.Beta.Messages.MessageCreateParamsNonStreaming

// This adapter sends only what Anthropic's own client may send, with beta features and without.
expectTypeOf<MessagesBody>().toExtend<Params>()
expectTypeOf<MessagesBody>().toExtend<BetaParams>()
expectTypeOf<MessagesBody & { stream: true }>().toExtend<Anthropic.Messages.MessageCreateParamsStreaming>()
expectTypeOf<
  MessagesBody & { stream: true }
>().toExtend<Anthropic.Beta.Messages.MessageCreateParamsStreaming>()
expectTypeOf<ReturnType<typeof buildBody>['body']>().toEqualTypeOf<MessagesBody>()

// Every field is spelt as in the SDK's types. Its types follow API version 2026-10-21, which has no sampling settings any more.
type Fields = Exclude<keyof MessagesBody, 'temperature' | 'top_p' | 'top_k'>
expectTypeOf<Fields>().toExtend<keyof Params>()
expectTypeOf<Fields>().toExtend<keyof BetaParams>()
expectTypeOf<keyof NonNullable<MessagesBody['output_config']>>().toExtend<
  keyof Anthropic.Messages.OutputConfig
>()
expectTypeOf<keyof NonNullable<MessagesBody['tools']>[number]>().toExtend<keyof Anthropic.Messages.Tool>()

// Every stop reason of its client has a unified finish reason: see to-finish.ts.
type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded'
expectTypeOf<Anthropic.Messages.StopReason>().toEqualTypeOf<StopReason>()
expectTypeOf<Anthropic.Beta.Messages.BetaStopReason>().toEqualTypeOf<StopReason | 'compaction'>()
expectTypeOf<ReturnType<typeof toResponse>['finishReason']['raw']>().toEqualTypeOf<string | undefined>()

// Every kind of citation is read: see to-citations.ts.
expectTypeOf<Anthropic.Messages.TextCitation['type']>().toEqualTypeOf<
  | 'char_location'
  | 'page_location'
  | 'content_block_location'
  | 'web_search_result_location'
  | 'search_result_location'
>()
