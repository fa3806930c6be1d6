import type { Cohere } from 'cohere-ai'
import { expectTypeOf } from 'vitest'
import type { EmbedBody } from '../cohere-embedding.ts'
import type { ChatBody } from './chat-body.ts'

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name

/** A body of the wire with the names that the official SDK gives its fields. */
type InSdk<Body> = Body extends readonly (infer Item)[]
  ? InSdk<Item>[]
  : Body extends object
    ? { [Name in keyof Body as Camel<Name & string>]: InSdk<Body[Name]> }
    : Body

// This adapter sends only what Cohere's own client may send. Its types lack the citations of earlier answers.
type ChatInSdk = InSdk<Omit<ChatBody, 'messages'>> & {
  messages: InSdk<Exclude<ChatBody['messages'][number], { role: 'assistant' }>>[]
}
expectTypeOf<ChatInSdk>().toExtend<Cohere.V2ChatRequest>()
expectTypeOf<ChatInSdk>().toExtend<Cohere.V2ChatStreamRequest>()
type Assistant = InSdk<Omit<Extract<ChatBody['messages'][number], { role: 'assistant' }>, 'citations'>>
expectTypeOf<Assistant>().toExtend<Cohere.ChatMessageV2.Assistant>()
expectTypeOf<InSdk<EmbedBody>>().toExtend<Cohere.V2EmbedRequest>()

// No field is misspelt, and only these settings of the API are left to `providerOptions`.
expectTypeOf<Exclude<keyof Cohere.V2ChatRequest, keyof InSdk<ChatBody>>>().toEqualTypeOf<
  'citationOptions' | 'safetyMode' | 'logprobs' | 'priority'
>()
expectTypeOf<keyof InSdk<ChatBody>>().toExtend<keyof Cohere.V2ChatRequest>()
expectTypeOf<keyof InSdk<EmbedBody>>().toExtend<keyof Cohere.V2EmbedRequest>()
expectTypeOf<keyof Assistant>().toExtend<keyof Cohere.ChatMessageV2.Assistant>()

// Every finish reason, event and kind of citation of its client is read: see response/.
expectTypeOf<Cohere.ChatFinishReason>().toEqualTypeOf<
  'COMPLETE' | 'STOP_SEQUENCE' | 'MAX_TOKENS' | 'TOOL_CALL' | 'ERROR' | 'TIMEOUT'
>()
expectTypeOf<Cohere.CitationType>().toEqualTypeOf<'TEXT_CONTENT' | 'THINKING_CONTENT' | 'PLAN'>()
expectTypeOf<Cohere.V2ChatStreamResponse['type']>().toEqualTypeOf<
  | 'message-start'
  | 'content-start'
  | 'content-delta'
  | 'content-end'
  | 'tool-plan-delta'
  | 'tool-call-start'
  | 'tool-call-delta'
  | 'tool-call-end'
  | 'citation-start'
  | 'citation-end'
  | 'message-end'
  | 'debug'
>()
