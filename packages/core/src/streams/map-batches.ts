import { begin } from '../time/begin.ts'
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
const none: readonly never[] = []

type Take<Value> = () => IteratorResult<Value, void>

class MappedStream<From, To> implements AsyncIterableIterator<To, void, undefined>, BatchedStream<To> {
  readonly #open: () => StreamSource<From>
  readonly #mapping: BatchMapping<From, To>
  readonly #turns = new Turns()
  #source: AsyncIterator<readonly From[]> | undefined
  #list: readonly To[] = none
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
  #read<Value>(take: Take<Value>): Promise<IteratorResult<Value, void>> {
    const ready = this.#ready(take)
    return ready === undefined ? this.#pull(take) : Promise.resolve(ready)
  }

  /** Without `async`, which would take twice the time per list. */
  #pull<Value>(take: Take<Value>): Promise<IteratorResult<Value, void>> {
    return begin(this.#ask).then((result) => this.#receive(result, take), this.#fail)
  }

  readonly #ask = (): Promise<IteratorResult<readonly From[], unknown>> => {
    this.#source ??= batchesOf(this.#open())
    return this.#source.next()
  }

  #receive<Value>(
    result: IteratorResult<readonly From[], unknown>,
    take: Take<Value>,
  ): IteratorResult<Value, void> | Promise<IteratorResult<Value, void>> {
    try {
      if (result.done === true || this.#isOver) this.#end()
      else this.#show(this.#mapping.map(result.value))
    } catch (error) {
      return this.#fail(error)
    }
    return this.#ready(take) ?? this.#pull(take)
  }

  readonly #fail = (error: unknown): never => {
    this.#end()
    this.#turns.end()
    throw this.#mapping.mapError === undefined ? error : this.#mapping.mapError(error)
  }

  /** What can be said without reading on; undefined when there is nothing. */
  #ready<Value>(take: Take<Value>): IteratorResult<Value, void> | undefined {
    const isThere = this.#place < this.#list.length
    if (!isThere && !this.#isOver) return undefined
    this.#turns.end()
    return isThere ? take() : over
  }

  #end(): void {
    this.#isOver = true
    this.#show(none)
  }

  #show(list: readonly To[]): void {
    this.#list = list
    this.#place = 0
  }
}
