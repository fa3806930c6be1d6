import { ProviderError } from '@llm-balancer/core'

/** What gives a stream, at once or as a promise. */
export type OpenStream<Chunk, Attempt> = (
  attempt: Attempt,
) => AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>>

/** The stream of one attempt: read up to its first content before anybody is shown anything of it. */
export class OpenedStream<Chunk> {
  readonly #signal: AbortSignal
  readonly #held: Chunk[] = []
  #source: AsyncIterator<Chunk> | undefined
  #over = false

  /** @param signal the attempt's: its abort closes the stream */
  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.close)
  }

  /** Opens the stream and holds its chunks back up to the first content. @throws what went wrong */
  async readToContent(
    open: () => AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>>,
    isContent: ((chunk: Chunk) => boolean) | undefined,
  ): Promise<this> {
    try {
      const source = iteratorOf(await open())
      this.#source = source
      // Whoever waited may have gone meanwhile: then what has just been opened is closed at once.
      this.#signal.throwIfAborted()
      for (;;) {
        const result = await source.next()
        if (result.done === true) break
        this.#held.push(result.value)
        if (isContent?.(result.value) !== false) return this
      }
      this.#end()
      if (this.#held.length === 0) throw emptyStream()
      return this
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** The next chunk: what was held back first; the stream closes when there is none. @throws what broke the stream */
  async next(): Promise<IteratorResult<Chunk, undefined>> {
    if (this.#held.length > 0) return { done: false, value: this.#held.shift() as Chunk }
    const result = this.#over ? undefined : await this.#source?.next()
    if (result !== undefined && result.done !== true) return result
    this.#end()
    return { done: true, value: undefined }
  }

  /** Tells the source that nobody reads on, without waiting for it. */
  readonly close = (): void => {
    const source = this.#source
    this.#end()
    this.#source = undefined
    if (source !== undefined) void closeQuietly(source)
  }

  #end(): void {
    this.#over = true
    this.#signal.removeEventListener('abort', this.close)
  }
}

function emptyStream(): ProviderError {
  return new ProviderError({ provider: 'retry', kind: 'invalid-response', message: 'the stream was empty' })
}

function iteratorOf<Chunk>(opened: AsyncIterable<Chunk>): AsyncIterator<Chunk> {
  if (typeof (opened as Partial<AsyncIterable<Chunk>> | undefined)?.[Symbol.asyncIterator] !== 'function')
    throw new TypeError('retry: the work of a stream must give an async iterable')
  return opened[Symbol.asyncIterator]()
}

async function closeQuietly(source: AsyncIterator<unknown>): Promise<void> {
  try {
    await source.return?.()
  } catch {
    // The stream is over; how its source takes that is nobody's business any more.
  }
}
