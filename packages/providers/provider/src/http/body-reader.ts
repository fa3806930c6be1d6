/**
 * Reads a response body chunk by chunk, on demand. However it ends (done, error, `close`, an abort), the body is
 * finished or cancelled, so that no connection stays open.
 */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #signal: AbortSignal | undefined

  /** Nothing may read the body but this. */
  constructor(body: ReadableStream<Uint8Array>, signal: AbortSignal | undefined) {
    this.#reader = body.getReader()
    this.#signal = signal
    signal?.addEventListener('abort', this.close, { once: true })
  }

  /**
   * The next chunk, or undefined at the end.
   *
   * @throws the signal's reason once it aborts; else what the body throws.
   */
  async next(): Promise<Uint8Array | undefined> {
    const signal = this.#signal
    if (signal?.aborted === true) this.close()
    signal?.throwIfAborted()
    let chunk: ReadableStreamReadResult<Uint8Array>
    try {
      chunk = await this.#reader.read()
    } catch (error) {
      this.close()
      signal?.throwIfAborted()
      throw error
    }
    // A cancelled body looks like a finished one.
    signal?.throwIfAborted()
    if (!chunk.done) return chunk.value
    this.close()
    return undefined
  }

  /** Cancels what is left of the body. Any number of times. */
  readonly close = (): void => {
    this.#signal?.removeEventListener('abort', this.close)
    this.#reader.cancel().catch(() => {})
  }
}
