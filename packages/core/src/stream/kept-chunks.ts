/** About so many bytes of what the caller was given are kept for the error of a stream that breaks. */
const mostBytes = 65_536

/** What a chunk takes besides its texts, in bytes, as an estimate. */
const objectBytes = 64

/** What the caller was given of a stream, as far as it is asked for: an endless stream takes constant memory. */
export class KeptChunks<Chunk> {
  readonly #keeps: 'last' | 'all' | false
  #lists: (readonly Chunk[])[] = []
  #sizes: number[] = []
  /** The place of the first list that is kept; the empty ones before it are cut off now and then. */
  #first = 0
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
    this.#forget()
  }

  /** The kept chunks, in order. */
  all(): readonly Chunk[] {
    const kept: Chunk[] = []
    for (const list of this.#lists.slice(this.#first)) for (const chunk of list) kept.push(chunk)
    return this.#keeps === 'last' ? lastOf(kept) : kept
  }

  /** Lets those lists go that the others fill the room without. */
  #forget(): void {
    for (
      let bytes = this.#sizes[this.#first] ?? 0;
      this.#bytes - bytes >= mostBytes;
      bytes = this.#sizes[this.#first] ?? 0
    ) {
      this.#bytes -= bytes
      this.#lists[this.#first] = []
      this.#first += 1
    }
    // As many are cut off as are moved at least: on average a list is moved once.
    if (2 * this.#first < this.#lists.length) return
    this.#lists = this.#lists.slice(this.#first)
    this.#sizes = this.#sizes.slice(this.#first)
    this.#first = 0
  }
}

/** As many chunks from the end as the room is for, but one at least. */
function lastOf<Chunk>(chunks: readonly Chunk[]): readonly Chunk[] {
  let bytes = 0
  let from = chunks.length
  while (from > 0) {
    bytes += sizeOfOne(chunks[from - 1])
    if (bytes > mostBytes && from < chunks.length) break
    from -= 1
  }
  return chunks.slice(from)
}

function sizeOf(chunks: readonly unknown[]): number {
  let bytes = 0
  for (const chunk of chunks) bytes += sizeOfOne(chunk)
  return bytes
}

/** Texts one level deep, two bytes per character. An empty chunk takes room, too: there may be no end of them. */
function sizeOfOne(chunk: unknown): number {
  if (typeof chunk === 'string') return Math.max(1, 2 * chunk.length)
  if (ArrayBuffer.isView(chunk)) return Math.max(1, chunk.byteLength)
  let bytes = objectBytes
  try {
    const fields = chunk as Readonly<Record<string, unknown>>
    for (const name in fields) {
      const value = fields[name]
      if (typeof value === 'string') bytes += 2 * value.length
    }
  } catch {
    // A getter or a proxy that throws: the chunk is the caller's, and what it has told so far is counted.
  }
  return bytes
}
