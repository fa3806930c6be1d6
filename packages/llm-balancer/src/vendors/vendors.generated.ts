// Written by `pnpm generate` from the vendors' folders.
import { vendor as anthropic } from '@llm-balancer/anthropic/vendor'
import { vendor as azureOpenAI } from '@llm-balancer/azure-openai/vendor'
import { vendor as cohere } from '@llm-balancer/cohere/vendor'
import { vendor as google } from '@llm-balancer/google/vendor'
import { vendor as groq } from '@llm-balancer/groq/vendor'
import { vendor as mistral } from '@llm-balancer/mistral/vendor'
import { vendor as openai } from '@llm-balancer/openai/vendor'
import { vendor as openaiCompatible } from '@llm-balancer/openai-compatible/vendor'
import { vendor as together } from '@llm-balancer/together/vendor'
import type { EntrySettings, Vendor } from '@llm-balancer/provider'

/** Every vendor, by type. */
export const vendors: readonly Vendor[] = [
  anthropic,
  azureOpenAI,
  cohere,
  google,
  groq,
  mistral,
  openai,
  openaiCompatible,
  together,
]

/** The vendors a provider entry can name, with their aliases. */
export type ProviderType =
  | 'anthropic'
  | 'claude'
  | 'azure-openai'
  | 'cohere'
  | 'google'
  | 'gemini'
  | 'groq'
  | 'mistral'
  | 'openai'
  | 'openai-compatible'
  | 'together'

/** The settings that single vendors have beside those of every provider; any other vendor refuses them. */
export interface VendorSettings
  extends
    EntrySettings<typeof anthropic>,
    EntrySettings<typeof azureOpenAI>,
    EntrySettings<typeof google>,
    EntrySettings<typeof groq>,
    EntrySettings<typeof openai>,
    EntrySettings<typeof openaiCompatible> {}
