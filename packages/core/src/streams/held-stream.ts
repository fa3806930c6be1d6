/**
 * The chunks of one stream, read one at a time, with what comes before the first content held back until that content has
 * come: until then the stream can be given up and another one read in its place without the reader noticing.
 */
export class HeldStream<Chunk> {
  readonly #read: () => Promise<IteratorResult<Chunk, unknown>>
  readonly #held: Chunk[] = []
  #isOver = false

  /** @param read gives the next chunk of the source; bounds the wait for it where that is needed */
  constructor(read: () => Promise<IteratorResult<Chunk, unknown>>) {
    this.#read = read
  }

  /** How many chunks have come and have not been given. */
  get heldCount(): number {
    return this.#held.length
  }

  /**
   * Reads up to the first chunk that `isContent` accepts and holds everything back; false when the stream ended before.
   *
   * @throws what broke the stream, and what `isContent` throws
   */
  async holdToContent(isContent: (chunk: Chunk) => boolean): Promise<boolean> {
    for (;;) {
      const result = await this.#pull()
      if (result.done === true) return false
      this.#held.push(result.value)
      if (isContent(result.value)) return true
    }
  }

  /** The next chunk: what was held back first. Nothing is read from the source after its end. @throws what broke the stream */
  async next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#held.length > 0) return { done: false, value: this.#held.shift() as Chunk }
    return this.#pull()
  }

  async #pull(): Promise<IteratorResult<Chunk, undefined>> {
    if (!this.#isOver) {
      const result = await this.#read()
      if (result.done !== true) return result
      this.#isOver = true
    }
    return { done: true, value: undefined }
  }
}
