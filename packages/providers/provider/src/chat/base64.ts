/** Bytes as base64 (RFC 4648, section 4); a string is taken to be base64 already. */
export function toBase64(data: Uint8Array | string): string {
  if (typeof data === 'string') return data
  let binary = ''
  // In pieces: the number of arguments of a call is limited.
  for (let start = 0; start < data.length; start += 8192) {
    binary += String.fromCharCode(...data.subarray(start, start + 8192))
  }
  return btoa(binary)
}

/** The text (UTF-8) that base64 holds, or undefined when it is no base64. */
export function textOfBase64(base64: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
  } catch {
    return undefined
  }
}

/** First bytes of image formats, as base64. */
const imageSignatures: readonly (readonly [string, string])[] = [
  ['iVBORw', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
]

/**
 * The full media type of a file of which only the top-level type may be known: `image` becomes `image/png` when the first
 * bytes are those of a PNG, and `image/jpeg` when they match no format; other types stay as they are.
 */
export function fullMediaType(mediaType: string, base64: string): string {
  if (!/^image(\/\*)?$/.test(mediaType)) return mediaType
  return imageSignatures.find(([start]) => base64.startsWith(start))?.[1] ?? 'image/jpeg'
}
