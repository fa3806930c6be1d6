import type Anthropic from '@anthropic-ai/sdk'
import { expectTypeOf } from 'vitest'
import type { toResponse } from '../response/to-response.ts'
import type { buildBody } from './build-body.ts'
import type { MessagesBody } from './messages-body.ts'

type Params = Anthropic.Messages.MessageCreateParamsNonStreaming

// What we send is what Anthropic's own client may send.
expectTypeOf<MessagesBody>().toExtend<Params>()
expectTypeOf<MessagesBody & { stream: true }>().toExtend<Anthropic.Messages.MessageCreateParamsStreaming>()
expectTypeOf<ReturnType<typeof buildBody>['body']>().toEqualTypeOf<MessagesBody>()

// No field is misspelt. Its types follow API version 2026-10-21, which has no sampling settings any more.
expectTypeOf<Exclude<keyof MessagesBody, 'temperature' | 'top_p' | 'top_k'>>().toExtend<keyof Params>()
expectTypeOf<keyof NonNullable<MessagesBody['output_config']>>().toExtend<
  keyof Anthropic.Messages.OutputConfig
>()
expectTypeOf<keyof NonNullable<MessagesBody['tools']>[number]>().toExtend<keyof Anthropic.Messages.Tool>()

// Every reason to stop that its client knows has a unified word: see to-finish.ts.
expectTypeOf<Anthropic.Messages.StopReason>().toEqualTypeOf<
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded'
>()
expectTypeOf<ReturnType<typeof toResponse>['finishReason']['raw']>().toEqualTypeOf<string | undefined>()
