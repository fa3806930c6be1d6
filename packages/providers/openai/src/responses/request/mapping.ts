import { ownOptions } from '@llm-balancer/provider'
import type { JsonObject, ProviderOptions, Warn } from '@llm-balancer/provider'

/** What every step of turning a request into a body needs. */
export type Mapping = {
  readonly modelId: string
  /** True when OpenAI keeps answers, so that an item may be known by its id alone. */
  readonly stored: boolean
  readonly warn: Warn
}

/** A request, message, part or tool, which may say something for OpenAI alone. */
export type Source = { readonly providerOptions?: ProviderOptions | undefined }

/** What a source says for OpenAI alone. */
export function ownOf({ providerOptions }: Source): JsonObject {
  return ownOptions('openai', providerOptions)
}

/** Why something is missing. */
export const leftOut = 'left out'
