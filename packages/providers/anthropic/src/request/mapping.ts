import { compact, ownOptions } from '@llm-balancer/provider'
import type { JsonObject, ProviderOptions, Warn } from '@llm-balancer/provider'
import type { TextBlock } from './messages-body.ts'
import type { ModelTraits } from './model-traits.ts'

/** What each step of the mapping from a request to a body needs. */
export type Mapping = {
  readonly model: string
  readonly traits: ModelTraits
  /** The API version: `2023-06-01`. */
  readonly version: string
  readonly warn: Warn
}

/** A request, message, part or tool, which may have options for Anthropic. */
export type Source = { readonly providerOptions?: ProviderOptions | undefined }

/** The options of a source for Anthropic. */
export function ownOf({ providerOptions }: Source): JsonObject {
  return ownOptions('anthropic', providerOptions)
}

/** `block` with its source's options for Anthropic over it; `cacheControl` means `cache_control`. */
export function withOwn<const Block extends object>(block: Block, source: Source): Block {
  const { cacheControl, ...own } = ownOf(source)
  return { ...block, ...own, ...(cacheControl === undefined ? {} : { cache_control: cacheControl }) }
}

/** A text as a block; none when it is empty, which the API refuses. */
export function toTextBlocks(text: string, source: Source): TextBlock[] {
  return text === '' ? [] : [withOwn({ type: 'text', text }, source)]
}

/** Warns of every setting that is given. */
export function warnOf(settings: Readonly<Record<string, unknown>>, warn: Warn, details?: string): void {
  for (const feature of Object.keys(compact(settings))) warn(feature, details)
}
