import { BodyReader } from './body-reader.ts'

/** What {@link readText} gives. */
export type BodyText = {
  readonly text: string
  /** True when the body was longer than allowed; `text` is its beginning. */
  readonly cut: boolean
}

/** Reads a body as UTF-8 text, at most `maxBytes` of it; what is beyond is not even fetched. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<BodyText> {
  if (body === null) return { text: '', cut: false }
  const reader = new BodyReader(body, signal)
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const chunk = await reader.next()
    if (chunk === undefined) return { text: text + decoder.decode(), cut: false }
    const room = maxBytes - bytes
    bytes += chunk.byteLength
    text += decoder.decode(bytes > maxBytes ? chunk.subarray(0, room) : chunk, { stream: true })
    if (bytes <= maxBytes) continue
    reader.close()
    return { text, cut: true }
  }
}
