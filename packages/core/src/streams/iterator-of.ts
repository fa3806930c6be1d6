import { describeValue } from '../options/describe-value.ts'
import type { StreamSource } from './stream-source.ts'

/**
 * Begins to read a stream.
 *
 * @param owner begins the message of the TypeError
 * @throws TypeError when it is no stream; what the stream throws when reading begins
 */
export function iteratorOf<Chunk>(stream: StreamSource<Chunk>, owner?: string): AsyncIterator<Chunk> {
  const source = stream as Partial<AsyncIterable<Chunk> & ReadableStream<Chunk>> | null | undefined
  if (typeof source?.[Symbol.asyncIterator] === 'function')
    return (stream as AsyncIterable<Chunk>)[Symbol.asyncIterator]()
  if (typeof source?.getReader === 'function') return readerIterator(stream as ReadableStream<Chunk>)
  const speaker = owner === undefined ? '' : `${owner}: `
  throw new TypeError(`${speaker}a stream must give an async iterable, got ${describeValue(stream)}`)
}

/** A web stream as an iterator, for runtimes in which it is not async iterable. Leaving it cancels the stream. */
function readerIterator<Chunk>(stream: ReadableStream<Chunk>): AsyncIterator<Chunk> {
  const reader = stream.getReader()
  return {
    async next() {
      const result = await reader.read()
      if (result.done) reader.releaseLock()
      return result.done ? { done: true, value: undefined } : { done: false, value: result.value }
    },
    async return() {
      await reader.cancel()
      reader.releaseLock()
      return { done: true, value: undefined }
    },
  }
}
