import type { WireMessage, WireRequest, WireSettings } from '@llm-balancer/openai-compatible'
import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionMessageParam,
  CompletionCreateParamsBase,
  CompletionCreateParamsNonStreaming,
  CompletionCreateParamsStreaming,
} from 'together-ai/resources/chat/completions'
import type { EmbeddingCreateParams } from 'together-ai/resources/embeddings'
import { expectTypeOf } from 'vitest'
import type { TogetherFile } from './together-file-part.ts'

// This adapter sends only what Together's own client may send. Its types want parts of texts joined, and calls and choices of tools
// with fields that only answers have; the API is OpenAI's there, so that these are left out of the check.
type Message = WireMessage<TogetherFile>
type User = Extract<Message, { role: 'user' }>
type Said = Extract<Message, { role: 'assistant' }>
type Answer = Pick<Said, 'role' | 'reasoning'> & { readonly content: string | null }
type Result = Extract<Message, { role: 'tool' }> & { readonly content: string }
type System = { readonly role: 'system'; readonly content: string }

type Body = WireRequest<User | Omit<Answer, 'reasoning'> | Result | System, 'auto' | 'none' | 'required'> &
  Omit<WireSettings, 'reasoning_effort'> & {
    reasoning_effort?: 'low' | 'medium' | 'high'
    reasoning?: { enabled: boolean }
  }

expectTypeOf<Body>().toExtend<CompletionCreateParamsNonStreaming>()
expectTypeOf<Body & { stream: true }>().toExtend<CompletionCreateParamsStreaming>()
expectTypeOf<keyof Body>().toExtend<keyof CompletionCreateParamsBase>()
expectTypeOf<Body['messages'][number]>().toExtend<ChatCompletionMessageParam>()
expectTypeOf<Answer>().toExtend<ChatCompletionAssistantMessageParam>()
expectTypeOf<{ model: string; input: string[] }>().toExtend<EmbeddingCreateParams>()
