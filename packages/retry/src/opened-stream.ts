import { ProviderError } from '@llm-balancer/core/errors'
import { closeQuietly, HeldStream, openStream, type Opening } from '@llm-balancer/core/streams'
import { leaveSignal } from '@llm-balancer/core/time'

/** What gives a stream, at once or as a promise. */
export type OpenStream<Chunk, Attempt> = (attempt: Attempt) => Opening<Chunk>

/** The stream of one attempt: read up to its first content before the reader is given anything of it. */
export class OpenedStream<Chunk> {
  readonly #signal: AbortSignal
  readonly #owner: string
  #source: AsyncIterator<Chunk> | undefined
  readonly #chunks = new HeldStream<Chunk>(() => this.#read())

  /**
   * @param signal the attempt's: its abort closes the stream
   * @param owner begins error messages
   */
  constructor(signal: AbortSignal, owner: string) {
    this.#signal = signal
    this.#owner = owner
    signal.addEventListener('abort', this.close)
  }

  /** Opens the stream and holds its chunks back up to the first content. @throws what went wrong */
  async readToContent(open: () => Opening<Chunk>, isContent: (chunk: Chunk) => boolean): Promise<this> {
    try {
      this.#source = await openStream(open(), { owner: this.#owner, signal: this.#signal })
      // The caller may have left while the stream opened: then it is closed before it is read.
      this.#signal.throwIfAborted()
      const hasContent = await this.#chunks.holdToContent(isContent)
      if (!hasContent && this.#chunks.heldCount === 0) throw emptyStream(this.#owner)
      return this
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The next chunk: what was held back first. @throws what broke the stream */
  next(): Promise<IteratorResult<Chunk, undefined>> {
    return this.#chunks.next()
  }

  /** Closes the source without waiting for it; does nothing to one that has ended. */
  readonly close = (): void => {
    const source = this.#source
    this.#end()
    void closeQuietly(source)
  }

  async #read(): Promise<IteratorResult<Chunk, unknown>> {
    const source = this.#source
    if (source === undefined) return { done: true, value: undefined }
    const result = await source.next()
    if (result.done === true) this.#end()
    return result
  }

  #end(): void {
    this.#source = undefined
    leaveSignal(this.#signal, this.close)
  }
}

function emptyStream(owner: string): ProviderError {
  return new ProviderError({ provider: owner, kind: 'invalid-response', message: 'the stream was empty' })
}
