import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonObject, JsonRecord, ProviderOptions } from '@llm-balancer/provider'

/** Where a prompt may be cached, which means something to Claude alone. */
export function cacheOptions({ cache_control: cacheControl }: JsonRecord): {
  readonly providerOptions?: ProviderOptions
} {
  if (!isJsonRecord(cacheControl)) return {}
  return { providerOptions: { anthropic: { cacheControl: cacheControl as JsonObject } } }
}
