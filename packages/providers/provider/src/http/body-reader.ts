import { hasMethods, readProperty } from '@llm-balancer/core/options'
import type { AbortWatch } from './abort-watch.ts'
import { InvalidAnswerError } from './invalid-answer-error.ts'
import { quietly } from './quietly.ts'

/**
 * Reads a response body chunk by chunk, on demand. However it ends (done, error, `close`, an abort), the body is
 * finished or cancelled, so that no connection stays open.
 */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<unknown>
  readonly #watch: AbortWatch

  /**
   * Nothing may read the body but this. The watch ends with it.
   *
   * @throws InvalidAnswerError for a body that something else has read, or that cannot be read; what the signal throws that
   * cannot be listened to
   */
  constructor(body: ReadableStream<Uint8Array>, watch: AbortWatch) {
    this.#watch = watch
    try {
      this.#reader = readerOf(body)
    } catch (error) {
      watch.end()
      throw error
    }
    try {
      watch.guard(this.close)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /**
   * The next chunk, or undefined at the end.
   *
   * @throws the signal's reason once it aborts; InvalidAnswerError for a chunk that is not bytes; else what the body throws.
   */
  async next(): Promise<Uint8Array | undefined> {
    try {
      return this.bytesIn(await this.read())
    } catch (error) {
      throw this.failed(error)
    }
  }

  /** Asks for the next chunk; what comes of it goes to `bytesIn` or `failed`. Together they are `next`, with one promise less. */
  read(): Promise<unknown> {
    this.#watch.signal?.throwIfAborted()
    return this.#reader.read()
  }

  /** The bytes of what `read` gave, or undefined at the end. @throws what belongs into `failed` */
  bytesIn(chunk: unknown): Uint8Array | undefined {
    // A cancelled body looks like a finished one.
    this.#watch.signal?.throwIfAborted()
    const isOver = readProperty(chunk, 'done') === true
    const bytes = readProperty(chunk, 'value')
    if (!isOver && ArrayBuffer.isView(bytes)) return bytesOf(bytes)
    if (!isOver) throw new InvalidAnswerError('"fetch" gave a response whose body is not made of bytes')
    // There is nothing left to cancel.
    this.#watch.end()
    return undefined
  }

  /** Closes after an error, and gives the one to throw: an abort is the reason of whatever follows it. */
  failed(error: unknown): unknown {
    this.close()
    const { signal } = this.#watch
    return signal?.aborted === true ? signal.reason : error
  }

  /** Cancels what is left of the body. Any number of times. */
  readonly close = (): void => {
    this.#watch.end()
    quietly(() => this.#reader.cancel())
  }
}

const checkReader = hasMethods('read', 'cancel')

function readerOf(body: ReadableStream<Uint8Array>): ReadableStreamDefaultReader<unknown> {
  try {
    const reader = body.getReader()
    checkReader('body', reader)
    return reader
  } catch {
    throw new InvalidAnswerError('"fetch" gave a response whose body cannot be read; was it read before?')
  }
}

/** The body of another realm gives arrays of that realm. */
function bytesOf(view: ArrayBufferView): Uint8Array {
  return view instanceof Uint8Array ? view : new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}
