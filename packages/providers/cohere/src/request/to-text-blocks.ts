import { withOwnOptions } from '@llm-balancer/provider'
import type { ProviderOptions } from '@llm-balancer/provider'
import type { TextBlock } from './chat-body.ts'

/** A message or part, which may have options for Cohere. */
export type Source = { readonly providerOptions?: ProviderOptions | undefined }

/** A text as a block; none when it is empty, which the API refuses. */
export function toTextBlocks(text: string, { providerOptions }: Source): TextBlock[] {
  return text === '' ? [] : [withOwnOptions({ type: 'text', text }, 'cohere', providerOptions)]
}
