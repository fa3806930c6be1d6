import { fullMediaType, toBase64, withOwnOptions } from '@llm-balancer/provider'
import type { FilePart, UserPart, Warn } from '@llm-balancer/provider'
import type { WirePart } from '../wire.ts'

/** What {@link userPart} has to know. */
export type PartContext = { readonly provider: string; readonly warn: Warn }

const audioFormats: Readonly<Record<string, 'wav' | 'mp3'>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
}

/** A part of a user message on the wire, or nothing and a warning when the format has no place for it. */
export function userPart(part: UserPart, { provider, warn }: PartContext): WirePart[] {
  const wire: WirePart | undefined =
    part.type === 'text' ? { type: 'text', text: part.text } : filePart(part, provider)
  if (wire === undefined) {
    warn(`file part of type ${part.type === 'file' ? part.mediaType : part.type}`, 'left out of the message')
    return []
  }
  return [withOwnOptions(wire, provider, part.providerOptions)]
}

function filePart({ data, mediaType, filename }: FilePart, provider: string): WirePart | undefined {
  if (data.type === 'text') return { type: 'text', text: data.text }
  if (data.type === 'reference') {
    const id = Object.hasOwn(data.reference, provider) ? data.reference[provider] : undefined
    return id === undefined ? undefined : { type: 'file', file: { file_id: id } }
  }
  const isImage = /^image(\/|$)/.test(mediaType)
  if (data.type === 'url') {
    const url = data.originalUrl ?? String(data.url)
    return isImage ? { type: 'image_url', image_url: { url } } : undefined
  }
  const base64 = toBase64(data.data)
  const url = `data:${fullMediaType(mediaType, base64)};base64,${base64}`
  if (isImage) return { type: 'image_url', image_url: { url } }
  const format = audioFormats[mediaType]
  if (format !== undefined) return { type: 'input_audio', input_audio: { data: base64, format } }
  if (mediaType !== 'application/pdf') return undefined
  return { type: 'file', file: { filename: filename ?? 'document.pdf', file_data: url } }
}
