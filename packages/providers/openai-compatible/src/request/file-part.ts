import type { ResolvedFile } from '@llm-balancer/provider'
import type { WireFile, WireImage } from '../wire.ts'

const audioFormats: Readonly<Record<string, 'wav' | 'mp3'>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
}

/** An image in the form of OpenAI and most others; undefined for any other file. */
export function imagePart({ mediaType, url }: ResolvedFile): WireImage | undefined {
  const isImage = url !== undefined && /^image(\/|$)/.test(mediaType)
  return isImage ? { type: 'image_url', image_url: { url } } : undefined
}

/** A file in OpenAI's form: an uploaded one, an image, sound, an inline PDF; undefined for any other. */
export function openaiFilePart(file: ResolvedFile): WireFile | undefined {
  const { mediaType, base64, url, id, filename = 'document.pdf' } = file
  if (id !== undefined) return { type: 'file', file: { file_id: id } }
  const image = imagePart(file)
  if (image !== undefined || base64 === undefined || url === undefined) return image
  const format = audioFormats[mediaType]
  if (format !== undefined) return { type: 'input_audio', input_audio: { data: base64, format } }
  return mediaType === 'application/pdf' ? { type: 'file', file: { filename, file_data: url } } : undefined
}
