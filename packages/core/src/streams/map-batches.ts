import { batches, batchesOf, type BatchedStream } from './batches.ts'
import type { StreamSource } from './stream-source.ts'
import { Turns } from './turns.ts'

/** How a stream is changed on its way. */
export interface BatchMapping<From, To> {
  /** The chunks to hand on in the place of these. */
  map(chunks: readonly From[]): readonly To[]
  /** The error to throw in the place of one that the stream throws. @default that error */
  mapError?(error: unknown): unknown
}

/**
 * A stream with other chunks or other errors, which can still be read list by list. It is opened by the first `next()`; leaving it
 * leaves the one behind it at once, also while a chunk is awaited.
 */
export function mapBatches<From, To>(
  open: () => StreamSource<From>,
  mapping: BatchMapping<From, To>,
): AsyncIterableIterator<To, void, undefined> & BatchedStream<To> {
  return new MappedStream(open, mapping)
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

class MappedStream<From, To> implements AsyncIterableIterator<To, void, undefined>, BatchedStream<To> {
  readonly #open: () => StreamSource<From>
  readonly #mapping: BatchMapping<From, To>
  readonly #turns = new Turns()
  #source: AsyncIterator<readonly From[]> | undefined
  #list: readonly To[] = []
  #place = 0
  #isOver = false

  constructor(open: () => StreamSource<From>, mapping: BatchMapping<From, To>) {
    this.#open = open
    this.#mapping = mapping
  }

  next(): Promise<IteratorResult<To, void>> {
    return this.#turns.run(this.#readOne)
  }

  async return(): Promise<IteratorResult<To, void>> {
    this.#end()
    await this.#source?.return?.()
    return over
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  [batches](): AsyncIterator<readonly To[], void, undefined> {
    return {
      next: () => this.#turns.run(this.#readList),
      return: () => this.return() as Promise<IteratorReturnResult<undefined>>,
    }
  }

  readonly #takeOne = (): IteratorResult<To, void> => {
    const value = this.#list[this.#place] as To
    this.#place += 1
    return { done: false, value }
  }

  readonly #takeList = (): IteratorResult<readonly To[], void> => {
    const value = this.#place === 0 ? this.#list : this.#list.slice(this.#place)
    this.#place = this.#list.length
    return { done: false, value }
  }

  readonly #readOne = (): Promise<IteratorResult<To, void>> => this.#read(this.#takeOne)

  readonly #readList = (): Promise<IteratorResult<readonly To[], void>> => this.#read(this.#takeList)

  /** Takes of the list that is there, or of the next one. */
  async #read<Value>(take: () => IteratorResult<Value, void>): Promise<IteratorResult<Value, void>> {
    try {
      while (this.#place >= this.#list.length) {
        if (this.#isOver) return over
        this.#source ??= batchesOf(this.#open())
        const result = await this.#source.next()
        if (result.done === true || this.#hasEnded()) this.#end()
        else {
          this.#list = this.#mapping.map(result.value)
          this.#place = 0
        }
      }
      return take()
    } catch (error) {
      this.#end()
      throw this.#mapping.mapError === undefined ? error : this.#mapping.mapError(error)
    } finally {
      this.#turns.end()
    }
  }

  /** The reader may leave while a list is awaited. */
  #hasEnded(): boolean {
    return this.#isOver
  }

  #end(): void {
    this.#isOver = true
    this.#list = []
    this.#place = 0
  }
}
