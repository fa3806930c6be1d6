import { imageAt, type FilePart, type JsonRecord } from '@llm-balancer/provider'
import { untranslatable } from './untranslatable.ts'

type Given = {
  readonly mediaType: string
  readonly url?: unknown
  readonly data?: unknown
  /** The id of an upload. */
  readonly id?: unknown
  readonly filename?: unknown
}

/** A file at an address, which may be a `data:` one. @throws TypeError for an upload, which one vendor alone has, or for nothing */
export function fileOf({ url, id, filename, mediaType }: Given): FilePart {
  if (!isAddress(url)) throw missing(id)
  return { type: 'file', mediaType, data: { type: 'url', url }, ...named(filename) }
}

/** An image at an address, with how closely OpenAI looks at it. @throws TypeError as {@link fileOf} does */
export function imageOf({ url, id, detail }: JsonRecord): FilePart {
  if (!isAddress(url)) throw missing(id)
  return imageAt({ url, detail })
}

function isAddress(url: unknown): url is string {
  return typeof url === 'string' && url !== ''
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
