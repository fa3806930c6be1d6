import type {
  WireMessage,
  WireRequest,
  WireSettings,
  WireText,
  WireThinking,
  WireToolChoice,
} from '@llm-balancer/openai-compatible'
import type { ChatCompletionRequest$Outbound } from '@mistralai/mistralai/models/components/chatcompletionrequest.js'
import type { EmbeddingRequest$Outbound } from '@mistralai/mistralai/models/components/embeddingrequest.js'
import { expectTypeOf } from 'vitest'
import type { MistralFile } from './mistral-file-part.ts'

// This adapter sends only what Mistral's own client puts on the wire, where its types have no camel case.
type Message = Exclude<
  WireMessage<MistralFile, WireText | WireThinking, WireText | MistralFile>,
  { role: 'system' | 'developer' } | { role: 'assistant' }
>
type Answer = Pick<
  Extract<WireMessage<never, WireText | WireThinking, never>, { role: 'assistant' }>,
  'role' | 'content'
> & {
  // Its client always sends the two fields below; the API requires neither.
  prefix: boolean
  tool_calls?: {
    id: string
    type: 'function'
    function: { name: string; arguments: string }
    index: number
  }[]
}
type System = { readonly role: 'system'; readonly content: string }
type Body = WireRequest<Message | Answer | System, WireToolChoice<'any'>> &
  Omit<WireSettings, 'seed' | 'top_k' | 'reasoning_effort'> & {
    random_seed?: number
    reasoning_effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh'
    stream: boolean
  }

expectTypeOf<Body>().toExtend<ChatCompletionRequest$Outbound>()
expectTypeOf<keyof Body>().toExtend<keyof ChatCompletionRequest$Outbound>()
expectTypeOf<{
  model: string
  input: string[]
  output_dimension?: number
}>().toExtend<EmbeddingRequest$Outbound>()
