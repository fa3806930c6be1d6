import { anthropic } from '@llm-balancer/anthropic'
import { azureOpenAI } from '@llm-balancer/azure-openai'
import { cohere } from '@llm-balancer/cohere'
import { google } from '@llm-balancer/google'
import { groq } from '@llm-balancer/groq'
import { mistral } from '@llm-balancer/mistral'
import { openai } from '@llm-balancer/openai'
import { openaiResponses } from '@llm-balancer/openai/responses'
import { openaiCompatible } from '@llm-balancer/openai-compatible'
import type { ChatModel } from '@llm-balancer/provider'
import type { Surface } from '@llm-balancer/testing/conformance'
import { together } from '@llm-balancer/together'
import { fetchOf, type Reader } from '../reading.ts'
import { readModel } from './chat-model.ts'

type Settings = {
  readonly apiKey: string
  readonly baseURL: string
  readonly model: string
  readonly fetch: typeof fetch
}

const adapters: Readonly<Record<Surface, (settings: Settings) => ChatModel>> = {
  openai,
  'openai-responses': openaiResponses,
  'azure-openai': azureOpenAI,
  'openai-compatible': openaiCompatible,
  anthropic,
  google,
  cohere,
  mistral,
  groq,
  together,
}

/** The project's own adapter. */
export const adapter: Reader = (wire) =>
  readModel(
    adapters[wire.surface]({
      apiKey: 'k',
      baseURL: 'https://vendor.example/v1',
      model: 'm',
      fetch: fetchOf(wire),
    }),
    wire,
  )
