// Written by `pnpm generate` from the vendors' folders.
import { vendor as anthropic } from '@llm-balancer/anthropic/vendor'
import { vendor as cerebras } from '@llm-balancer/cerebras/vendor'
import { vendor as cohere } from '@llm-balancer/cohere/vendor'
import { vendor as deepseek } from '@llm-balancer/deepseek/vendor'
import { vendor as google } from '@llm-balancer/google/vendor'
import { vendor as groq } from '@llm-balancer/groq/vendor'
import { vendor as mistral } from '@llm-balancer/mistral/vendor'
import { vendor as ollama } from '@llm-balancer/ollama/vendor'
import { vendor as openai } from '@llm-balancer/openai/vendor'
import { vendor as openaiCompatible } from '@llm-balancer/openai-compatible/vendor'
import { vendor as openrouter } from '@llm-balancer/openrouter/vendor'
import { vendor as together } from '@llm-balancer/together/vendor'
import { vendor as xai } from '@llm-balancer/xai/vendor'
import type { Vendor } from '@llm-balancer/provider'
import type { AdapterSettings } from './adapter-settings.ts'

/** The vendor whose format, errors and limit headers a client or an address has. */
export type ClientVendor =
  | 'anthropic'
  | 'cerebras'
  | 'cohere'
  | 'deepseek'
  | 'google'
  | 'groq'
  | 'mistral'
  | 'ollama'
  | 'openai'
  | 'openai-compatible'
  | 'openrouter'
  | 'together'
  | 'xai'

/** The vendors that a client can be recognised as. Their adapters write requests and read answers. */
export const clientVendors: Readonly<Record<ClientVendor, Vendor<string, AdapterSettings>>> = {
  anthropic,
  cerebras,
  cohere,
  deepseek,
  google,
  groq,
  mistral,
  ollama,
  openai,
  'openai-compatible': openaiCompatible,
  openrouter,
  together,
  xai,
}
