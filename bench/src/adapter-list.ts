import { anthropic } from '@llm-balancer/anthropic'
import { azureOpenAI } from '@llm-balancer/azure-openai'
import { cohere } from '@llm-balancer/cohere'
import { google } from '@llm-balancer/google'
import { groq } from '@llm-balancer/groq'
import { mistral } from '@llm-balancer/mistral'
import { openai } from '@llm-balancer/openai'
import { openaiCompatible } from '@llm-balancer/openai-compatible'
import type { ChatModel, Fetch } from '@llm-balancer/provider'
import type { Surface } from '@llm-balancer/testing/conformance'
import { together } from '@llm-balancer/together'

/** An adapter as the benchmarks need it. */
export interface BenchedAdapter {
  readonly name: string
  readonly surface: Surface
  readonly create: (settings: { readonly fetch: Fetch }) => ChatModel
}

const common = { apiKey: 'key', model: 'any' }
const baseURL = 'https://llm.example/v1'

/** Every adapter. */
export const adapters: readonly BenchedAdapter[] = [
  { name: 'openai', surface: 'openai', create: (own) => openai({ ...common, ...own }) },
  {
    name: 'openai-compatible',
    surface: 'openai-compatible',
    create: (own) => openaiCompatible({ ...common, baseURL, ...own }),
  },
  {
    name: 'azure-openai',
    surface: 'azure-openai',
    create: (own) => azureOpenAI({ ...common, resource: 'mine', ...own }),
  },
  { name: 'groq', surface: 'groq', create: (own) => groq({ ...common, ...own }) },
  { name: 'mistral', surface: 'mistral', create: (own) => mistral({ ...common, ...own }) },
  { name: 'together', surface: 'together', create: (own) => together({ ...common, ...own }) },
  { name: 'anthropic', surface: 'anthropic', create: (own) => anthropic({ ...common, ...own }) },
  { name: 'google', surface: 'google', create: (own) => google({ ...common, ...own }) },
  { name: 'cohere', surface: 'cohere', create: (own) => cohere({ ...common, ...own }) },
]
