import type { ProviderMetadata } from '../chat/json.ts'

/** Metadata laid over other metadata, each vendor's by itself. */
export function mergeMetadata(under: ProviderMetadata | undefined, over: ProviderMetadata): ProviderMetadata {
  const merged = { ...under }
  for (const [provider, fields] of Object.entries(over)) merged[provider] = { ...merged[provider], ...fields }
  return merged
}
