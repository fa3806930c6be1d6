import type { FilePart } from '@llm-balancer/provider'
import { untranslatable } from './untranslatable.ts'

type Given = {
  readonly mediaType: string
  readonly url?: unknown
  readonly data?: unknown
  /** The id of an upload. */
  readonly id?: unknown
  readonly filename?: unknown
  /** How closely OpenAI looks at an image. */
  readonly detail?: unknown
}

/** A file at an address, which may be a `data:` one. @throws TypeError for an upload, which one vendor alone has, or for nothing */
export function fileOf({ url, id, filename, detail, mediaType }: Given): FilePart {
  if (typeof url !== 'string' || url === '') throw missing(id)
  const own = typeof detail === 'string' ? { providerOptions: { openai: { detail } } } : {}
  return { type: 'file', mediaType, data: { type: 'url', url }, ...named(filename), ...own }
}

/** A file with its data: base64, or a `data:` address. @throws TypeError as {@link fileOf} does */
export function inlineFile(given: Given): FilePart {
  const { data, id, filename, mediaType } = given
  if (typeof data !== 'string' || data === '') throw missing(id)
  if (/^data:/i.test(data)) return fileOf({ ...given, url: data })
  return { type: 'file', mediaType, data: { type: 'data', data }, ...named(filename) }
}

function named(filename: unknown): { readonly filename?: string } {
  return typeof filename === 'string' && filename !== '' ? { filename } : {}
}

function missing(id: unknown): TypeError {
  return untranslatable(
    id === undefined || id === null ? 'a file without its data' : 'the id of an uploaded file',
  )
}
