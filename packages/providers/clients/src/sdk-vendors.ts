import { vendor as anthropic } from '@llm-balancer/anthropic/vendor'
import { vendor as groq } from '@llm-balancer/groq/vendor'
import { vendor as openai } from '@llm-balancer/openai/vendor'
import { vendor as openaiCompatible } from '@llm-balancer/openai-compatible/vendor'
import type { ModelSettings, Vendor } from '@llm-balancer/provider'
import { vendor as together } from '@llm-balancer/together/vendor'
import type { ClientVendor } from './client-vendor.ts'

/** The settings of every adapter. The key is a placeholder: the client sends its own. */
export type AdapterSettings = ModelSettings & { readonly apiKey: string; readonly baseURL: string }

/** The vendors with a known official SDK. Their adapters write requests and read answers. */
export const sdkVendors: Readonly<Record<ClientVendor, Vendor<string, AdapterSettings>>> = {
  openai,
  anthropic,
  groq,
  together,
  'openai-compatible': openaiCompatible,
}

/** A key for adapters and SDKs that require one where none is used. */
export const placeholderKey = 'llm-balancer'
