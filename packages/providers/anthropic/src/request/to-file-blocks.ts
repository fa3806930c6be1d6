import { compact, resolveFile } from '@llm-balancer/provider'
import type { FileLike, ProviderOptions, ResolvedFile } from '@llm-balancer/provider'
import { withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { DocumentBlock, ImageBlock } from './messages-body.ts'

/** A file of a message or of a tool's result, with its options for Anthropic. */
export type SourcedFile = FileLike & { readonly providerOptions?: ProviderOptions }

/** Turns a file into an image or a document; warns and gives nothing when Claude cannot read it. */
export function toFileBlocks(file: SourcedFile, { warn }: Mapping): (ImageBlock | DocumentBlock)[] {
  const found = resolveFile(file, 'anthropic')
  const source = found === undefined ? undefined : toSource(found)
  if (source === undefined) {
    warn(`file of type ${file.mediaType}`, 'left out')
    return []
  }
  const isImage = /^image(\/|$)/.test(file.mediaType)
  const block = { type: isImage ? 'image' : 'document', source, title: isImage ? undefined : file.filename }
  return [withOwn(compact(block) as ImageBlock | DocumentBlock, file)]
}

function toSource({ id, text, base64, mediaType, url }: ResolvedFile): object | undefined {
  if (id !== undefined) return { type: 'file', file_id: id }
  if (text !== undefined) return { type: 'text', media_type: 'text/plain', data: text }
  if (base64 === undefined) {
    return /^(image|application\/pdf)/.test(mediaType) ? { type: 'url', url } : undefined
  }
  const isKnown = /^(image\/(jpeg|png|gif|webp)|application\/pdf)$/.test(mediaType)
  return isKnown ? { type: 'base64', media_type: mediaType, data: base64 } : undefined
}
