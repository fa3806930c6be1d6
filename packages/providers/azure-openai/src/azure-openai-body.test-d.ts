import type { WireRequest, WireSettings } from '@llm-balancer/openai-compatible'
import type OpenAI from 'openai'
import type { AzureOpenAI } from 'openai'
import { expectTypeOf } from 'vitest'

// This adapter sends only what OpenAI's client for Azure may send; it has the methods of OpenAI's own.
type Completions = AzureOpenAI['chat']['completions']
type Body = WireRequest &
  Omit<WireSettings, 'top_k' | 'max_tokens'> & { max_completion_tokens?: number; stream?: false }

expectTypeOf<Body>().toExtend<Parameters<Completions['create']>[0]>()
expectTypeOf<keyof Body>().toExtend<keyof OpenAI.Chat.Completions.ChatCompletionCreateParams>()
expectTypeOf<{
  model: string
  input: string[]
  dimensions?: number
}>().toExtend<Parameters<AzureOpenAI['embeddings']['create']>[0]>()
