import type { ResponseMetadata } from '../chat/chat-response.ts'
import { compact } from './compact.ts'

/** What a vendor says of which answer it is, of whatever type it comes. `created` is Unix time in seconds. */
export type ResponseFacts = { readonly id?: unknown; readonly model?: unknown; readonly created?: unknown }

/** Which answer it is. What is missing or empty, as in the first chunk of some vendors, is left out. */
export function toResponseMetadata({ id, model, created }: ResponseFacts): ResponseMetadata {
  return compact({
    id: filled(id),
    modelId: filled(model),
    timestamp: typeof created === 'number' && created > 0 ? new Date(created * 1000) : undefined,
  })
}

function filled(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
