// Written by `pnpm generate` from the vendors' folders.
import { vendor as anthropic } from '@llm-balancer/anthropic/vendor'
import { vendor as azureOpenAI } from '@llm-balancer/azure-openai/vendor'
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
import type { EntrySettings, Vendor } from '@llm-balancer/provider'

/** Every vendor, by type. */
export const vendors: readonly Vendor[] = [
  anthropic,
  azureOpenAI,
  cerebras,
  cohere,
  deepseek,
  google,
  groq,
  mistral,
  ollama,
  openai,
  openaiCompatible,
  openrouter,
  together,
  xai,
]

/** The vendors a provider entry can name, with their aliases. */
export type ProviderType =
  | 'anthropic'
  | 'claude'
  | 'azure-openai'
  | 'cerebras'
  | 'cohere'
  | 'deepseek'
  | 'google'
  | 'gemini'
  | 'groq'
  | 'mistral'
  | 'ollama'
  | 'openai'
  | 'openai-compatible'
  | 'openrouter'
  | 'together'
  | 'xai'
  | 'grok'

/** The settings that single vendors have beside those of every provider; any other vendor refuses them. */
export interface VendorSettings
  extends
    EntrySettings<typeof anthropic>,
    EntrySettings<typeof azureOpenAI>,
    EntrySettings<typeof google>,
    EntrySettings<typeof groq>,
    EntrySettings<typeof openai>,
    EntrySettings<typeof openaiCompatible>,
    EntrySettings<typeof openrouter> {}
