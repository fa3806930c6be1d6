import { StreamInterruptedError, classifyError, type FailureKind } from '@llm-balancer/core/errors'
import { defined } from '@llm-balancer/core/options'
import {
  closeQuietly,
  closeUnread,
  iteratorOf,
  type Opening,
  type StreamSource,
} from '@llm-balancer/core/streams'
import type { CallContext } from '../contracts/circuit-breaker.ts'
import type { RunningCall } from './running-call.ts'
import type { CallEnd } from './settle-call.ts'

/** Opens a stream within a circuit's call. */
export type OpenProtected<Chunk> = (context: CallContext) => Opening<Chunk>

/** How a stream is read. */
export interface ReadingSettings<Chunk> {
  readonly isFinal: ((chunk: Chunk) => boolean) | undefined
  /** Longest wait for a chunk in ms; 0 = no limit. */
  readonly idleTimeoutMs: number
}

/** A call that is answered by a stream, and judged when that ends. It waits for one thing at a time: the opening, or a chunk. */
export class StreamingCall<Chunk> {
  readonly #call: RunningCall
  readonly #settings: ReadingSettings<Chunk>
  /** The open stream; undefined before it opens and after it has ended by itself. */
  #iterator: AsyncIterator<Chunk> | undefined
  /** True while the reader has a chunk and has not asked for the next one. */
  #isWithReader = false
  #isComplete: boolean
  readonly #chunks: Chunk[] = []

  constructor(call: RunningCall, settings: ReadingSettings<Chunk>) {
    this.#call = call
    this.#settings = settings
    this.#isComplete = settings.isFinal === undefined
  }

  /** Opens the stream, within the breaker's `timeoutMs`. */
  async open(open: OpenProtected<Chunk>): Promise<void> {
    const { label, timeoutMs } = this.#call.settings
    const opening = new Promise<StreamSource<Chunk>>((resolve) => {
      resolve(open(this.#call))
    })
    const limits = { what: 'no answer', limitMs: timeoutMs, discard: closeUnread }
    this.#iterator = iteratorOf(await this.#call.wait(opening, limits), label)
  }

  /** Asks the stream for the next chunk. */
  next(): Promise<IteratorResult<Chunk> | undefined> {
    this.#isWithReader = false
    return this.#call.wait(this.#iterator?.next(), {
      what: 'no chunk',
      limitMs: this.#settings.idleTimeoutMs,
    })
  }

  /** A chunk has come, and goes to the reader. @throws what `isFinal` throws; the call is neutral then */
  received(chunk: Chunk): void {
    if (this.#chunks.push(chunk) === 1) this.#call.answered()
    try {
      this.#isComplete ||= this.#settings.isFinal?.(chunk) === true
    } catch (error) {
      this.#call.end(neutralEnd)
      throw error
    }
    this.#isWithReader = true
  }

  /** The stream has ended by itself. @throws StreamInterruptedError when the chunk that completes it has not come */
  ended(): void {
    this.#iterator = undefined
    const error = this.#isComplete ? undefined : this.#interruptedError('stream-interrupted')
    this.#call.end({ errorOrResult: error, isError: error !== undefined })
    if (error !== undefined) throw error
  }

  /** Gives the error to throw: the stream's own, or after its first chunk that it was interrupted, with what was received. */
  failed(error: unknown): unknown {
    const { interruption, hasEnded, settings } = this.#call
    // A stream that failed by itself needs no closing.
    if (!hasEnded) this.#iterator = undefined
    this.#call.end({ errorOrResult: error, isError: true })
    const isItsFault = !hasEnded || interruption?.cause === 'timeout'
    if (!isItsFault || this.#chunks.length === 0) return error
    return this.#interruptedError(classifyError(error, settings.clock.now()).kind, error)
  }

  /** The reader leaves: neither a success nor a failure. */
  leave(): void {
    if (this.#isWithReader) this.#call.end(neutralEnd)
    else this.#call.leave()
  }

  /** Closes a stream that has not ended by itself. */
  async close(): Promise<void> {
    const iterator = this.#iterator
    if (iterator === undefined) return
    this.#call.abort()
    const closed = closeQuietly(iterator)
    // A stream that was cut off because it hangs would not answer this either.
    if (this.#call.interruption === undefined) await closed
  }

  #interruptedError(kind: FailureKind, cause?: unknown): StreamInterruptedError<Chunk> {
    const { label } = this.#call.settings
    return new StreamInterruptedError(
      `${label}: stream interrupted: ${kind}`,
      defined({ partial: this.#chunks, targetId: label, kind, cause }),
    )
  }
}

const neutralEnd: CallEnd = { errorOrResult: undefined, isError: false, verdict: 'neutral' }
