import { batches, Turns, type BatchedStream } from '@llm-balancer/core/streams'
import { begin, leaveSignal } from '@llm-balancer/core/time'
import { readerLeft } from './reader-left.ts'

/** The source of a {@link batchStream}. */
export interface BatchSource<Part> {
  /** The next parts that are available, or undefined at the end. Not called again after that, or after an error. */
  next(): Promise<readonly Part[] | undefined>
  /** Releases what has not been read; called once, however the stream ends. */
  close(): void
}

/** Opens the source of a {@link batchStream}, with a signal that ends its work. */
export type OpenBatches<Part> = (signal: AbortSignal) => BatchSource<Part>

/**
 * A stream of parts that come in batches. Its consumer or its caller can end it, also while a part is awaited:
 * `break`, `return()` and the caller's signal abort the signal that `open` is given. `open` runs when the first part is
 * asked for, and a batch is asked for when the one before has been read. An abort is thrown as the signal's reason; a
 * consumer that has left gets no error.
 */
export function batchStream<Part>(
  signal: AbortSignal | undefined,
  open: OpenBatches<Part>,
): AsyncIterableIterator<Part, void, undefined> {
  return new BatchStream(signal, open)
}

const nothing: readonly never[] = []
const over: IteratorResult<never, void> = { done: true, value: undefined }

type Take<Value> = () => IteratorResult<Value, void>

class BatchStream<Part> implements AsyncIterableIterator<Part, void, undefined>, BatchedStream<Part> {
  readonly #signal: AbortSignal | undefined
  readonly #open: OpenBatches<Part>
  readonly #controller = new AbortController()
  /** Concurrent calls of `next` get their parts in turn. */
  readonly #turns = new Turns()
  #source: BatchSource<Part> | undefined
  #batch: readonly Part[] = nothing
  #position = 0
  #isOver = false

  constructor(signal: AbortSignal | undefined, open: OpenBatches<Part>) {
    this.#signal = signal
    this.#open = open
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Part, void>> {
    const isThere = this.#position < this.#batch.length && this.#signal?.aborted !== true
    return isThere && this.#turns.areFree ? Promise.resolve(this.#take()) : this.#turns.run(this.#readOne)
  }

  /** The stream batch by batch, for layers that hand it on. */
  [batches](): AsyncIterator<readonly Part[], void, undefined> {
    return {
      next: () => this.#turns.run(this.#readBatch),
      return: async () => {
        await this.return()
        return over
      },
    }
  }

  return(): Promise<IteratorResult<Part, void>> {
    this.#end()
    this.#controller.abort(readerLeft())
    return Promise.resolve(over)
  }

  readonly #take = (): IteratorResult<Part, void> => {
    const value = this.#batch[this.#position] as Part
    this.#position += 1
    return { done: false, value }
  }

  readonly #takeRest = (): IteratorResult<readonly Part[], void> => {
    const value = this.#position === 0 ? this.#batch : this.#batch.slice(this.#position)
    this.#position = this.#batch.length
    return { done: false, value }
  }

  readonly #readOne = (): Promise<IteratorResult<Part, void>> => this.#read(this.#take)

  readonly #readBatch = (): Promise<IteratorResult<readonly Part[], void>> => this.#read(this.#takeRest)

  /** Takes of the batch that is there, or of the next one. Without `async`, which would take twice the time per batch. */
  #read<Value>(take: Take<Value>): Promise<IteratorResult<Value, void>> {
    return begin(this.#ask).then((batch) => this.#receive(batch, take), this.#fail)
  }

  readonly #ask = (): readonly Part[] | undefined | Promise<readonly Part[] | undefined> => {
    if (this.#isOver) return undefined
    this.#source ??= this.#start()
    return this.#position < this.#batch.length ? this.#batch.slice(this.#position) : this.#source.next()
  }

  #receive<Value>(
    batch: readonly Part[] | undefined,
    take: Take<Value>,
  ): IteratorResult<Value, void> | Promise<IteratorResult<Value, void>> {
    if (batch?.length === 0 && !this.#isOver) return this.#read(take)
    if (batch !== undefined && this.#signal?.aborted === true) return this.#fail(this.#signal.reason)
    if (batch === undefined) this.#end()
    this.#turns.end()
    if (batch === undefined || this.#isOver) return over
    this.#batch = batch
    this.#position = 0
    return take()
  }

  /** @throws the signal's reason, or the error, unless the consumer has left */
  readonly #fail = (error: unknown): IteratorResult<never, void> => {
    this.#turns.end()
    if (this.#isOver) return over
    this.#end()
    this.#signal?.throwIfAborted()
    throw error
  }

  #start(): BatchSource<Part> {
    this.#signal?.throwIfAborted()
    this.#signal?.addEventListener('abort', this.#abort, { once: true })
    return this.#open(this.#controller.signal)
  }

  readonly #abort = (): void => {
    this.#controller.abort(this.#signal?.reason)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#batch = nothing
    this.#position = 0
    leaveSignal(this.#signal, this.#abort)
    this.#source?.close()
  }
}
