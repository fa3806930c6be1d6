import { compact, fullMediaType, toBase64 } from '@llm-balancer/provider'
import type { FileData, ProviderOptions } from '@llm-balancer/provider'
import { withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { DocumentBlock, ImageBlock } from './messages-body.ts'

/** A file of a message or of a tool's result. */
export type FileLike = {
  readonly data: FileData
  readonly mediaType: string
  readonly filename?: string
  readonly providerOptions?: ProviderOptions
}

/** Turns a file into an image or a document; into nothing and a warning when Claude cannot read it. */
export function toFileBlocks(file: FileLike, { warn }: Mapping): (ImageBlock | DocumentBlock)[] {
  const { data, mediaType, filename } = file
  const source = toSource(data, mediaType)
  if (source === undefined) {
    warn(`file of type ${mediaType}`, 'left out')
    return []
  }
  const isImage = /^image(\/|$)/.test(mediaType)
  const block = { type: isImage ? 'image' : 'document', source, title: isImage ? undefined : filename }
  return [withOwn(compact(block) as ImageBlock | DocumentBlock, file)]
}

function toSource(data: FileData, mediaType: string): object | undefined {
  if (data.type === 'text') return toText(data.text)
  if (data.type === 'data') return toInline(toBase64(data.data), mediaType)
  if (data.type === 'reference') {
    const id = data.reference['anthropic']
    return id === undefined ? undefined : { type: 'file', file_id: id }
  }
  const url = String(data.url)
  const [, base64] = /^data:[^,]*;base64,(.*)$/s.exec(url) ?? []
  if (base64 !== undefined) return toInline(base64, mediaType)
  return /^(image|application\/pdf)/.test(mediaType) ? { type: 'url', url } : undefined
}

function toInline(base64: string, mediaType: string): object | undefined {
  const full = fullMediaType(mediaType, base64)
  if (/^(image\/(jpeg|png|gif|webp)|application\/pdf)$/.test(full)) {
    return { type: 'base64', media_type: full, data: base64 }
  }
  return full.startsWith('text/') ? toText(decode(base64)) : undefined
}

function toText(text: string | undefined): object | undefined {
  return text === undefined ? undefined : { type: 'text', media_type: 'text/plain', data: text }
}

function decode(base64: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
  } catch {
    return undefined
  }
}
