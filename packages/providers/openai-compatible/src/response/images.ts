import { asRecord, asText } from '@llm-balancer/provider'
import type { FileContent, JsonRecord } from '@llm-balancer/provider'

/** The image of a model at an address, which is often a `data:` one. */
type WireImage = { readonly url: string }

/**
 * The images in a message or a delta that have not come before: in its list of images, or among the parts of its content. Those of
 * `data:` addresses are given as data; others keep their address, and are not fetched.
 */
export function imagesOf({ images, content }: JsonRecord, seen: Set<string>): FileContent[] {
  const parts = [images, content].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
  return parts.map(imageIn).flatMap((image) => {
    if (image === undefined || seen.has(image.url)) return []
    seen.add(image.url)
    return fileAt(image.url) ?? []
  })
}

function imageIn(part: unknown): WireImage | undefined {
  const { image_url: image } = asRecord(part)
  const url = asText(image) || asText(asRecord(image)['url'])
  return url === '' ? undefined : { url }
}

function fileAt(url: string): FileContent | undefined {
  const [, mediaType = 'image/png', data] = /^data:([^;,]+)?(?:;[^;,]*)*;base64,(.*)$/is.exec(url) ?? []
  if (data !== undefined) return { type: 'file', mediaType, data: { type: 'data', data } }
  if (!URL.canParse(url)) return undefined
  return { type: 'file', mediaType: 'image/*', data: { type: 'url', url: new URL(url) } }
}
