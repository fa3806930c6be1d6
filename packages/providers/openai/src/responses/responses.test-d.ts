import type OpenAI from 'openai'
import { expectTypeOf } from 'vitest'
import type { Effort } from '../reasoning-models.ts'
import type { OpenAIResponsesSettings } from './index.ts'
import type { buildBody } from './request/build-body.ts'
import type { InputItem, ReasoningItem, ResponsesBody } from './request/responses-body.ts'

type Responses = OpenAI.Responses.ResponseCreateParams
type Item = OpenAI.Responses.ResponseOutputItem
type Event = OpenAI.Responses.ResponseStreamEvent

// This adapter sends only what OpenAI's own client may send.
expectTypeOf<Omit<ResponsesBody, 'stream'>>().toExtend<OpenAI.Responses.ResponseCreateParamsNonStreaming>()
expectTypeOf<
  Omit<ResponsesBody, 'stream'> & { stream: true }
>().toExtend<OpenAI.Responses.ResponseCreateParamsStreaming>()
expectTypeOf<InputItem>().toExtend<OpenAI.Responses.ResponseInputItem>()
expectTypeOf<ReturnType<typeof buildBody>['body']>().toEqualTypeOf<ResponsesBody>()

// Every field is spelt as in the SDK's types.
expectTypeOf<keyof ResponsesBody>().toExtend<keyof Responses>()
expectTypeOf<keyof ReasoningItem>().toExtend<keyof OpenAI.Responses.ResponseReasoningItem>()
expectTypeOf<keyof NonNullable<ResponsesBody['tools']>[number]>().toExtend<
  keyof OpenAI.Responses.FunctionTool
>()
expectTypeOf<Effort>().toEqualTypeOf<NonNullable<NonNullable<Responses['reasoning']>['effort']>>()
expectTypeOf<NonNullable<OpenAIResponsesSettings['reasoningSummary']>>().toEqualTypeOf<
  NonNullable<NonNullable<Responses['reasoning']>['summary']>
>()

// Every field that is read is one that OpenAI's own client reads.
expectTypeOf<'message' | 'reasoning' | 'function_call' | 'custom_tool_call'>().toExtend<Item['type']>()
expectTypeOf<Extract<Item, { id?: string; type: `${string}_call`; call_id?: never }>['type']>().toEqualTypeOf<
  'file_search_call' | 'web_search_call' | 'image_generation_call' | 'code_interpreter_call' | 'mcp_call'
>()
expectTypeOf<keyof OpenAI.Responses.ResponseReasoningItem>().toEqualTypeOf<
  'id' | 'type' | 'summary' | 'content' | 'encrypted_content' | 'status'
>()
expectTypeOf<NonNullable<OpenAI.Responses.Response.IncompleteDetails['reason']>>().toEqualTypeOf<
  'max_output_tokens' | 'content_filter' | 'max_messages' | 'steered'
>()
expectTypeOf<
  | 'response.created'
  | 'response.output_item.added'
  | 'response.output_item.done'
  | 'response.completed'
  | 'response.incomplete'
  | 'response.failed'
  | 'error'
>().toExtend<Event['type']>()

// Every event with a piece of content is read; those that are ignored are of these kinds.
type Delta = Extract<Event, { delta: string }>['type']
expectTypeOf<Delta>().toEqualTypeOf<
  | 'response.output_text.delta'
  | 'response.refusal.delta'
  | 'response.reasoning_summary_text.delta'
  | 'response.reasoning_text.delta'
  | 'response.function_call_arguments.delta'
  | 'response.mcp_call_arguments.delta'
  | 'response.custom_tool_call_input.delta'
  | 'response.code_interpreter_call_code.delta'
  | 'response.shell_call_command.delta'
  | 'response.audio.delta'
  | 'response.audio.transcript.delta'
>()
