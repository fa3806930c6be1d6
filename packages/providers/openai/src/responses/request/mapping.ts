import { ownOptions } from '@llm-balancer/provider'
import type { JsonObject, ProviderOptions, Warn } from '@llm-balancer/provider'

/** What each step of the mapping from a request to a body needs. */
export type Mapping = {
  readonly modelId: string
  /** True when OpenAI keeps answers, so that an item may be known by its id alone. */
  readonly stored: boolean
  readonly warn: Warn
}

/** A request, message, part or tool, which may have options for OpenAI. */
export type Source = { readonly providerOptions?: ProviderOptions | undefined }

/** The options of a source for OpenAI. */
export function ownOf({ providerOptions }: Source): JsonObject {
  return ownOptions('openai', providerOptions)
}

/** The reason in a warning about something left out. */
export const leftOut = 'left out'
