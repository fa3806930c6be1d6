/** About so many bytes of what the caller was given are kept for the error of a stream that breaks. */
const mostBytes = 65_536

/** What a chunk takes besides its texts, in bytes, as an estimate. */
const objectBytes = 64

/** What the caller was given of a stream, as far as it is asked for: an endless stream takes constant memory. */
export class KeptChunks<Chunk> {
  readonly #keeps: 'last' | 'all' | false
  #lists: (readonly Chunk[])[] = []
  #sizes: number[] = []
  #bytes = 0
  #count = 0

  constructor(keeps: 'last' | 'all' | false) {
    this.#keeps = keeps
  }

  /** How many chunks the caller was given, those that are not kept included. */
  get count(): number {
    return this.#count
  }

  /** The caller was given these. The list must not change afterwards. */
  add(chunks: readonly Chunk[]): void {
    this.#count += chunks.length
    if (this.#keeps === false || chunks.length === 0) return
    this.#lists.push(chunks)
    if (this.#keeps === 'all') return
    const bytes = sizeOf(chunks)
    this.#sizes.push(bytes)
    this.#bytes += bytes
    let gone = 0
    while (this.#bytes > mostBytes && gone < this.#lists.length - 1) {
      this.#bytes -= this.#sizes[gone] as number
      gone += 1
    }
    // Cutting a little off a long list for every chunk would cost more than keeping some lists for longer.
    if (gone > 0) {
      this.#lists = this.#lists.slice(gone)
      this.#sizes = this.#sizes.slice(gone)
    }
  }

  /** The kept chunks, in order. */
  all(): readonly Chunk[] {
    return this.#lists.flat() as Chunk[]
  }
}

function sizeOf(chunks: readonly unknown[]): number {
  let bytes = 0
  for (const chunk of chunks) bytes += sizeOfOne(chunk)
  return bytes
}

/** Texts one level deep, two bytes per character. */
function sizeOfOne(chunk: unknown): number {
  if (typeof chunk === 'string') return 2 * chunk.length
  if (typeof chunk !== 'object' || chunk === null) return objectBytes
  if (ArrayBuffer.isView(chunk)) return chunk.byteLength
  let bytes = objectBytes
  for (const value of Object.values(chunk)) if (typeof value === 'string') bytes += 2 * value.length
  return bytes
}
