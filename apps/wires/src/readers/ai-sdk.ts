import { createAnthropic } from '@ai-sdk/anthropic'
import { createCohere } from '@ai-sdk/cohere'
import { createGoogle } from '@ai-sdk/google'
import { createGroq } from '@ai-sdk/groq'
import { createMistral } from '@ai-sdk/mistral'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { fromAiSdk } from '@llm-balancer/ai-sdk'
import type { Surface } from '@llm-balancer/testing/conformance'
import { fetchOf, type Reader } from '../reading.ts'
import { readModel } from './chat-model.ts'

type Settings = { readonly apiKey: string; readonly baseURL: string; readonly fetch: typeof fetch }
type Model = Parameters<typeof fromAiSdk>[0]

/** The AI SDK's providers; for Azure, Together and other compatible servers the one that it has for all of them. */
const models: Readonly<Record<Surface, (settings: Settings) => Model>> = {
  openai: (settings) => createOpenAI(settings).chat('m'),
  'openai-responses': (settings) => createOpenAI(settings).responses('m'),
  'azure-openai': compatible,
  'openai-compatible': compatible,
  anthropic: (settings) => createAnthropic(settings)('m'),
  google: (settings) => createGoogle(settings)('m'),
  cohere: (settings) => createCohere(settings)('m'),
  mistral: (settings) => createMistral(settings)('m'),
  groq: (settings) => createGroq(settings)('m'),
  together: compatible,
}

function compatible(settings: Settings): Model {
  return createOpenAICompatible({ ...settings, name: 'compatible', includeUsage: true })('m')
}

/** A genuine provider of the AI SDK below `fromAiSdk`. */
export const aiSdk: Reader = (wire) =>
  readModel(
    fromAiSdk(
      models[wire.surface]({ apiKey: 'k', baseURL: 'https://vendor.example/v1', fetch: fetchOf(wire) }),
    ),
    wire,
  )
