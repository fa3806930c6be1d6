import type { ResponseMetadata } from '../chat/chat-response.ts'

/** What a vendor says of which answer it is, of whatever type it comes. `created` is Unix time in seconds. */
export type ResponseFacts = { readonly id?: unknown; readonly model?: unknown; readonly created?: unknown }

/** Which answer it is. What is missing or empty, as in the first chunk of some vendors, is left out. */
export function toResponseMetadata({ id, model, created }: ResponseFacts): ResponseMetadata {
  const metadata: { -readonly [Name in keyof ResponseMetadata]: ResponseMetadata[Name] } = {}
  if (isFilled(id)) metadata.id = id
  if (isFilled(model)) metadata.modelId = model
  if (typeof created === 'number' && created > 0) metadata.timestamp = new Date(created * 1000)
  return metadata
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
