import { compact, resolveFile, toBase64 } from '@llm-balancer/provider'
import type { FileData, ProviderOptions, ResolvedFile } from '@llm-balancer/provider'
import type { Part } from './generate-content-body.ts'
import { withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'

/** A file of a message or of a tool's result. */
export type FileSource = {
  readonly data: FileData
  readonly mediaType: string
  readonly providerOptions?: ProviderOptions
}

/** Turns a file into a part; warns and gives nothing when Gemini cannot reach it. */
export function toFileParts(file: FileSource, { warn }: Mapping): Part[] {
  const part = toPart(resolveFile(file, 'google'))
  if (part !== undefined) return [withOwn(part, file)]
  warn(`file of type ${file.mediaType}`, 'left out')
  return []
}

function toPart(file: ResolvedFile | undefined): Part | undefined {
  if (file === undefined) return undefined
  const { mediaType: mimeType, text, base64, id, url = '' } = file
  const data = text === undefined ? base64 : toBase64(new TextEncoder().encode(text))
  if (data !== undefined) return { inlineData: { mimeType, data } }
  // Public and signed URLs, YouTube, uploaded files, and buckets.
  const fileUri = id ?? (/^(https?|gs):/.test(url) ? url : undefined)
  if (fileUri === undefined) return undefined
  return { fileData: compact({ mimeType: /^\w+\/[^*]/.test(mimeType) ? mimeType : undefined, fileUri }) }
}
