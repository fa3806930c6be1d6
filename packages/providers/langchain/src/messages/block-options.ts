import type { ContentBlock } from '@langchain/core/messages'
import { isJsonRecord } from '@llm-balancer/provider'
import type { ProviderOptions } from '@llm-balancer/provider'

/**
 * The settings for one vendor that a block of a message carries: `providerOptions`, as parts of requests have them, and
 * Anthropic's `cache_control`, as its own integration has it.
 */
export function blockOptions(block: ContentBlock): ProviderOptions | undefined {
  const { providerOptions, cache_control: cacheControl } = block
  const own = isJsonRecord(providerOptions) ? (providerOptions as ProviderOptions) : undefined
  if (!isJsonRecord(cacheControl)) return own
  return { ...own, anthropic: { cacheControl: { ...cacheControl } as never, ...own?.['anthropic'] } }
}

/** The settings of all blocks together; later ones win. */
export function mergedOptions(all: readonly (ProviderOptions | undefined)[]): ProviderOptions | undefined {
  const given = all.filter((options) => options !== undefined)
  if (given.length === 0) return undefined
  return Object.fromEntries(given.flatMap((options) => Object.entries(options)))
}
