import type { OpenedStream } from './opened-stream.ts'

/** How a stream that is read lazily comes about and goes on. */
export interface StreamSource<Chunk> {
  /** Gives a stream that has its first content, or has ended. */
  open(): Promise<OpenedStream<Chunk>>
  /** Waits for a further chunk, within whatever limits hold. */
  further<Value>(work: PromiseLike<Value>): Promise<Awaited<Value>>
  /** Called when the reader has gone or the stream broke: aborts what still runs, which closes it. */
  leave(): void
}

/** Reads a stream as its reader asks for it: nothing is opened before the first chunk is asked for. */
export function readStream<Chunk>(source: StreamSource<Chunk>): AsyncGenerator<Chunk, undefined, undefined> {
  const chunks = chunksOf(source)
  let left = false
  return {
    async next() {
      try {
        return await chunks.next()
      } catch (error) {
        // A reader that has gone is told that it is over, not how its going was taken.
        if (left) return { done: true, value: undefined }
        throw error
      }
    },
    return() {
      left = true
      source.leave()
      return chunks.return(undefined)
    },
    throw(error: unknown) {
      left = true
      source.leave()
      return chunks.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await this.return(undefined)
    },
  }
}

async function* chunksOf<Chunk>(source: StreamSource<Chunk>): AsyncGenerator<Chunk, undefined, undefined> {
  let whole = false
  try {
    const stream = await source.open()
    for (;;) {
      const result = await source.further(stream.next())
      whole = result.done === true
      if (result.done === true) return undefined
      yield result.value
    }
  } finally {
    if (!whole) source.leave()
  }
}
