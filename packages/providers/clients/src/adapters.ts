import { anthropic } from '@llm-balancer/anthropic'
import { groq } from '@llm-balancer/groq'
import { openai } from '@llm-balancer/openai'
import { openaiCompatible } from '@llm-balancer/openai-compatible'
import type { ChatModel, ModelSettings } from '@llm-balancer/provider'
import { together } from '@llm-balancer/together'
import type { Vendor } from './vendor.ts'

/** What every adapter takes. The key is a stand-in: the real one is the client's. */
export type AdapterSettings = ModelSettings & { readonly apiKey: string; readonly baseURL: string }

/** The adapters that write and read each vendor's format. */
export const adapters: Readonly<Record<Vendor, (settings: AdapterSettings) => ChatModel>> = {
  openai,
  anthropic,
  groq,
  together,
  'openai-compatible': openaiCompatible,
}

/** Stands where a key is wanted and none is used. */
export const placeholderKey = 'llm-balancer'
