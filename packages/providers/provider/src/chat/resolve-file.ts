import { decoded } from '../read/decoded.ts'
import { fullMediaType, textOfBase64, toBase64 } from './base64.ts'
import type { FileData } from './file-data.ts'

/** A file of a message in a form that every adapter can use: one of `id`, `text` and `url` is present. */
export type ResolvedFile = {
  /** Complete where it is known: from an image's first bytes or a `data:` address. */
  readonly mediaType: string
  readonly filename?: string | undefined
  /** The vendor's own id of a file uploaded earlier. */
  readonly id?: string
  /** A text document, written out. */
  readonly text?: string
  /** An address the vendor may fetch, or a `data:` one that holds the file. */
  readonly url?: string
  /** What a `data:` address holds. */
  readonly base64?: string
}

/** What {@link resolveFile} reads: a part of a message or of a tool's result. */
export type FileLike = { readonly data: FileData; readonly mediaType: string; readonly filename?: string }

/**
 * Reads a file, in whichever form it was given. Files of `data:` addresses are decoded, and text files become text. Undefined
 * for a file that was uploaded to other vendors only.
 */
export function resolveFile(file: FileLike, provider: string): ResolvedFile | undefined {
  const { data, mediaType, filename } = file
  switch (data.type) {
    case 'text':
      return { mediaType, filename, text: data.text }
    case 'data':
      return atHand(file, toBase64(data.data))
    case 'reference': {
      const id = Object.hasOwn(data.reference, provider) ? data.reference[provider] : undefined
      return id === undefined ? undefined : { mediaType, filename, id }
    }
    case 'url': {
      const url = data.originalUrl ?? String(data.url)
      const [, type = '', base64, content = ''] = /^data:([^,;]*)[^,]*?(;base64)?,(.*)$/is.exec(url) ?? []
      if (!/^data:/i.test(url)) return { mediaType, filename, url }
      const bytes = base64 === undefined ? toBase64(new TextEncoder().encode(decoded(content))) : content
      return atHand(
        { ...file, mediaType: /^\w+\/[^*]/.test(mediaType) ? mediaType : type || mediaType },
        bytes,
      )
    }
  }
}

function atHand({ mediaType, filename }: FileLike, base64: string): ResolvedFile {
  const text = mediaType.startsWith('text/') ? textOfBase64(base64) : undefined
  if (text !== undefined) return { mediaType, filename, text }
  const full = fullMediaType(mediaType, base64)
  return { mediaType: full, filename, base64, url: `data:${full};base64,${base64}` }
}
