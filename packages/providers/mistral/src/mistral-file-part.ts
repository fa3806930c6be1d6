import { imagePart } from '@llm-balancer/openai-compatible'
import type { WireImage } from '@llm-balancer/openai-compatible'
import { compact } from '@llm-balancer/provider'
import type { ResolvedFile } from '@llm-balancer/provider'

/** A file of a message, as Mistral has it. */
export type MistralFile =
  | WireImage
  | { readonly type: 'input_audio'; readonly input_audio: string }
  | { readonly type: 'document_url'; readonly document_url: string; readonly document_name?: string }
  | { readonly type: 'file'; readonly file_id: string }

/** A file as Mistral takes it, inline or by URL: an uploaded one, an image, sound, a document; undefined for any other. */
export function mistralFilePart(file: ResolvedFile): MistralFile | undefined {
  const { mediaType, base64, url, id, filename } = file
  if (id !== undefined) return { type: 'file', file_id: id }
  if (url === undefined) return undefined
  if (mediaType.startsWith('audio')) return { type: 'input_audio', input_audio: base64 ?? url }
  if (/^(application|text)\//.test(mediaType)) {
    return compact({ type: 'document_url', document_url: url, document_name: filename })
  }
  return imagePart(file)
}
