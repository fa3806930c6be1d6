import type OpenAI from 'openai'
import { expectTypeOf } from 'vitest'
import type { WireRequest, WireSettings } from '../wire.ts'

// What we send is what OpenAI's own client may send. `top_k` is other servers'.
type Params = OpenAI.Chat.Completions.ChatCompletionCreateParams
type Body = WireRequest & Omit<WireSettings, 'top_k'>

expectTypeOf<Body>().toExtend<OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming>()
expectTypeOf<
  Body & { stream: true; stream_options: { include_usage: true } }
>().toExtend<OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming>()
expectTypeOf<WireRequest['messages']>().toExtend<Params['messages']>()
expectTypeOf<Exclude<keyof WireSettings, 'top_k'>>().toExtend<keyof Params>()

// Nor do we send what it does not know: the check above would let such a field pass.
expectTypeOf<keyof Body>().toExtend<keyof Params>()
