import { vendor as anthropic } from '@llm-balancer/anthropic/vendor'
import { vendor as groq } from '@llm-balancer/groq/vendor'
import { vendor as openai } from '@llm-balancer/openai/vendor'
import { vendor as openaiCompatible } from '@llm-balancer/openai-compatible/vendor'
import type { ModelSettings, Vendor } from '@llm-balancer/provider'
import { vendor as together } from '@llm-balancer/together/vendor'
import type { ClientVendor } from './client-vendor.ts'

/** What every adapter takes. The key is a placeholder: the client sends its own. */
export type AdapterSettings = ModelSettings & { readonly apiKey: string; readonly baseURL: string }

/** The vendors whose official SDKs are known: their adapters write and read the requests. */
export const sdkVendors: Readonly<Record<ClientVendor, Vendor<string, AdapterSettings>>> = {
  openai,
  anthropic,
  groq,
  together,
  'openai-compatible': openaiCompatible,
}

/** Stands where an adapter requires a key and none is used. */
export const placeholderKey = 'llm-balancer'
