import { mergeMetadata } from '@llm-balancer/provider/balanced'
import type { ProviderMetadata } from '@llm-balancer/provider'

/** An item that is being written. */
export type OpenItem = {
  readonly id: string
  readonly index: number
  readonly metadata: ProviderMetadata
  readonly name: string
  text: string
}

/** Where an item is, for its events. */
export function place({ id, index }: OpenItem): { readonly item_id: string; readonly output_index: number } {
  return { item_id: id, output_index: index }
}

/** The metadata of a block's end over that of its beginning. */
export function merged(metadata: ProviderMetadata, more: ProviderMetadata | undefined): ProviderMetadata {
  return mergeMetadata(metadata, more ?? {})
}

/** Metadata, unless there is none. */
export function kept(metadata: ProviderMetadata): { readonly providerMetadata?: ProviderMetadata } {
  return Object.keys(metadata).length === 0 ? {} : { providerMetadata: metadata }
}
