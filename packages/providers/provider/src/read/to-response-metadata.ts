import type { ResponseMetadata } from '../chat/chat-response.ts'
import { asText } from './as-value.ts'

/** A vendor's id, model and time of an answer, of any type. `created` is Unix time in seconds. */
export type ResponseFacts = { readonly id?: unknown; readonly model?: unknown; readonly created?: unknown }

/** Id, model and time of an answer. Missing and empty ones, as in the first chunk of some vendors, are left out. */
export function toResponseMetadata({ id, model, created }: ResponseFacts): ResponseMetadata {
  const metadata: { -readonly [Name in keyof ResponseMetadata]: ResponseMetadata[Name] } = {}
  const [idText, modelText] = [asText(id), asText(model)]
  if (idText !== '') metadata.id = idText
  if (modelText !== '') metadata.modelId = modelText
  if (typeof created === 'number' && created > 0) metadata.timestamp = new Date(created * 1000)
  return metadata
}
