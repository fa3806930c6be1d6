import { AbortWatch } from './abort-watch.ts'
import { BodyReader } from './body-reader.ts'

/** What {@link readText} gives. */
export type BodyText = {
  readonly text: string
  /** True when the body was longer than allowed; `text` is its beginning. */
  readonly cut: boolean
}

/** Without `stream: true` a decoder keeps no state between calls, so that all can share one. */
const decoder = new TextDecoder()

/** Reads a body as UTF-8 text, at most `maxBytes` of it; what is beyond is not even fetched. */
export function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<BodyText> {
  return readWatched(body, maxBytes, new AbortWatch(signal))
}

/** The same, of a call that has a watch already. It ends with the body. */
export async function readWatched(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  watch: AbortWatch,
): Promise<BodyText> {
  if (body === null) {
    watch.end()
    return { text: '', cut: false }
  }
  const reader = new BodyReader(body, watch)
  const chunks: Uint8Array[] = []
  let room = maxBytes
  try {
    for (;;) {
      const chunk = reader.bytesIn(await reader.read())
      if (chunk === undefined) return { text: decoder.decode(joined(chunks)), cut: false }
      chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk)
      room -= chunk.byteLength
      if (room >= 0) continue
      reader.close()
      return new Beginning(chunks)
    }
  } catch (error) {
    throw reader.failed(error)
  }
}

/** Mostly nothing is read of a text that is too long, so it is decoded when it is asked for. */
class Beginning implements BodyText {
  readonly #chunks: readonly Uint8Array[]
  readonly cut = true

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks
  }

  get text(): string {
    // Half a character at the end is left out.
    return new TextDecoder().decode(joined(this.#chunks), { stream: true })
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), second] = chunks
  if (second === undefined) return first
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}
