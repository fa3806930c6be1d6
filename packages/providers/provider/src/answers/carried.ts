/**
 * What a vendor wants back of a part of an answer (signatures, ids of items) travels through the outer client as an opaque text, in
 * a place where its API has one.
 */
import { textOfBase64, toBase64 } from '../chat/base64.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import { isJsonRecord, parseJsonObject } from '../read/json-record.ts'

const mark = 'llmb1.'

/** What is carried: metadata, and of which part it is where its place does not tell. */
export type Carried = {
  readonly metadata: ProviderMetadata
  /** The id of a tool call, or `text`. */
  readonly of?: string | undefined
}

/** Packs metadata. */
export function pack(carried: Carried): string {
  return `${mark}${toBase64(new TextEncoder().encode(JSON.stringify(carried)))}`
}

/** Unpacks what {@link pack} gave; undefined for any other value, for example of a vendor's own. */
export function unpack(text: unknown): Carried | undefined {
  if (typeof text !== 'string' || !text.startsWith(mark)) return undefined
  const { metadata, of } = parseJsonObject(textOfBase64(text.slice(mark.length)) ?? '') ?? {}
  if (!isJsonRecord(metadata) || !Object.values(metadata).every(isJsonRecord)) return undefined
  return { metadata: metadata as ProviderMetadata, ...(typeof of === 'string' ? { of } : {}) }
}
