import { compact, resolveFile, withOwnOptions } from '@llm-balancer/provider'
import type { FilePart, ResolvedFile, Warn } from '@llm-balancer/provider'
import type { DocumentBody, ImageBlock } from './chat-body.ts'

/** Turns a file into an image or, when it is text, into a document; warns and gives nothing when it is neither. */
export function toFile(file: Omit<FilePart, 'type'>, warn: Warn): ImageBlock | DocumentBody | undefined {
  const { mediaType, filename } = file
  const { text, url = '' }: Partial<ResolvedFile> = resolveFile(file, 'cohere') ?? {}
  const isImage = /^image(\/|$)/.test(mediaType) && url !== ''
  if (text === undefined && !isImage) {
    warn(`file of type ${mediaType}`, 'left out')
    return undefined
  }
  const body: ImageBlock | DocumentBody = isImage
    ? { type: 'image_url', image_url: { url } }
    : { data: compact({ title: filename, text }) }
  return withOwnOptions(body, 'cohere', file.providerOptions)
}
