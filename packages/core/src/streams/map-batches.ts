import { batches, batchesOf, type BatchedStream } from './batches.ts'
import { closeQuietly } from './close-quietly.ts'
import { readUntil } from './read-until.ts'
import type { StreamSource } from './stream-source.ts'
import { Turns } from './turns.ts'

/** How a stream is changed on its way. */
export interface BatchMapping<From, To> {
  /** The chunks to hand on in the place of these. @default the same */
  map?(chunks: readonly From[]): readonly To[]
  /** The error to throw in the place of one that the stream throws. @default that error */
  mapError?(error: unknown): unknown
}

/**
 * A stream with other chunks or other errors, which can still be read list by list. It is opened by the first `next()`; leaving it
 * leaves the one behind it at once, also while a chunk is awaited.
 *
 * @param behind the stream behind it, or what opens that; left before it was read, it leaves a stream and opens none
 */
export function mapBatches<From, To>(
  behind: StreamSource<From> | (() => StreamSource<From>),
  mapping: BatchMapping<From, To>,
): AsyncIterableIterator<To, void, undefined> & BatchedStream<To> {
  return new MappedStream(behind, mapping)
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }
const none: readonly never[] = []

type Take<Value> = () => IteratorResult<Value, void>

class MappedStream<From, To> implements AsyncIterableIterator<To, void, undefined>, BatchedStream<To> {
  readonly #behind: StreamSource<From> | (() => StreamSource<From>)
  /** Of this stream, and of those behind it that only map: the one closest to the source first. */
  readonly #mappings: BatchMapping<unknown, unknown>[]
  readonly #turns = new Turns()
  #source: AsyncIterator<readonly unknown[]> | undefined
  #list: readonly To[] = none
  #place = 0
  #isOver = false

  constructor(behind: StreamSource<From> | (() => StreamSource<From>), mapping: BatchMapping<From, To>) {
    this.#behind = behind
    this.#mappings = [mapping]
  }

  next(): Promise<IteratorResult<To, void>> {
    return this.#turns.run(this.#readOne)
  }

  async return(): Promise<IteratorResult<To, void>> {
    if (typeof this.#behind !== 'function' && !this.#isOver) this.#source ??= batchesOf(this.#behind)
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
    if (ready !== undefined) return Promise.resolve(ready)
    return readUntil(this.#ask, (result) => this.#receive(result, take), this.#fail)
  }

  readonly #ask = (): Promise<IteratorResult<readonly unknown[], unknown>> => {
    this.#source ??= batchesOf(this.#openAll())
    return this.#source.next()
  }

  /**
   * Opens the stream. One that only maps another, and that nothing else reads, is passed over: what it does is done here, with a promise
   * less per list.
   */
  #openAll(): StreamSource<unknown> {
    let stream: StreamSource<unknown> = this.#open()
    while (stream instanceof MappedStream && stream.#isUntouched) {
      const behind: MappedStream<unknown, unknown> = stream
      this.#mappings.unshift(...behind.#mappings)
      behind.#isOver = true
      stream = behind.#open()
    }
    return stream
  }

  #open(): StreamSource<From> {
    return typeof this.#behind === 'function' ? this.#behind() : this.#behind
  }

  get #isUntouched(): boolean {
    return !this.#isOver && this.#source === undefined && this.#turns.areFree
  }

  #receive<Value>(
    result: IteratorResult<readonly unknown[], unknown>,
    take: Take<Value>,
  ): IteratorResult<Value, void> | undefined {
    if (result.done === true || this.#isOver) this.#end()
    else this.#map(result.value)
    return this.#ready(take)
  }

  #map(chunks: readonly unknown[]): void {
    let list = chunks
    let place = 0
    try {
      for (; place < this.#mappings.length; place += 1) list = this.#mappings[place]?.map?.(list) ?? list
    } catch (error) {
      // What is left will not be read.
      void closeQuietly(this.#source)
      this.#fail(error, place)
    }
    this.#show(list as readonly To[])
  }

  /** @param place of the first mapping that sees the error */
  readonly #fail = (error: unknown, place = 0): never => {
    this.#end()
    this.#turns.end()
    let failure = error
    for (const mapping of this.#mappings.slice(place)) {
      try {
        if (mapping.mapError !== undefined) failure = mapping.mapError(failure)
      } catch (thrown) {
        failure = thrown
      }
    }
    throw failure
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
