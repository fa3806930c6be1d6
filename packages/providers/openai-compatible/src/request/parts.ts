import { ownOptions, resolveFile, withOwnOptions } from '@llm-balancer/provider'
import type { FilePart, JsonObject, TextPart } from '@llm-balancer/provider'
import type { WireText } from '../wire.ts'
import { openaiFilePart } from './file-part.ts'
import { leftOut } from './request-context.ts'
import type { RequestContext } from './request-context.ts'

/** A text on the wire, with the vendor's own options of the part. */
export function textPart({ text, providerOptions }: TextPart, { provider }: RequestContext): WireText {
  return withOwnOptions({ type: 'text', text }, provider, providerOptions)
}

/** A file on the wire, or nothing and a warning when the vendor has no place for it. */
export function filePart(part: FilePart, context: RequestContext): object[] {
  const { provider, filePart: ownWay = openaiFilePart, warn } = context
  const file = resolveFile(part, provider)
  const wire = file?.text === undefined ? file && ownWay(file) : { type: 'text', text: file.text }
  if (wire !== undefined) return [withFileOptions(wire, ownOptions(provider, part.providerOptions))]
  warn(`file part of type ${part.mediaType}`, leftOut)
  return []
}

/** A file with the vendor's own options over it; how closely it looks at an image (`detail`) is said inside of that. */
function withFileOptions(wire: object, own: JsonObject): object {
  const { detail, ...others } = own
  if (detail === undefined || !('image_url' in wire)) return { ...wire, ...own }
  return { ...wire, image_url: { ...(wire.image_url as object), detail }, ...others }
}

/** Parts as the content of a message: one text where they are nothing but plain text, which every server takes. */
export function contentOf<Part extends object>(parts: readonly Part[]): string | Part[] {
  const texts = parts.map((part) =>
    'text' in part && Object.keys(part).length === 2 ? part.text : undefined,
  )
  return texts.every((text) => typeof text === 'string') ? texts.join('') : [...parts]
}
