import type { WireImage, WireMessage, WireRequest, WireSettings } from '@llm-balancer/openai-compatible'
import type {
  ChatCompletionCreateParamsBase,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from 'groq-sdk/resources/chat/completions'
import { expectTypeOf } from 'vitest'

// This adapter sends only what Groq's own client may send. Images are all the files it takes.
type Body = WireRequest<WireMessage<WireImage>> &
  Pick<WireSettings, 'temperature' | 'top_p' | 'stop' | 'seed'> & {
    max_completion_tokens?: number
    reasoning_effort?: 'none' | 'default' | 'low' | 'medium' | 'high'
    reasoning_format?: 'parsed' | 'raw' | 'hidden'
  }

expectTypeOf<Body>().toExtend<ChatCompletionCreateParamsNonStreaming>()
expectTypeOf<Body & { stream: true }>().toExtend<ChatCompletionCreateParamsStreaming>()
expectTypeOf<keyof Body>().toExtend<keyof ChatCompletionCreateParamsBase>()
