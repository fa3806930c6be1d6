import { closeQuietly } from './close-quietly.ts'
import { iteratorOf } from './iterator-of.ts'
import type { StreamSource } from './stream-source.ts'

/**
 * The method by which a stream gives what came in one piece as one list, beside giving its chunks one by one. Layers that hand a
 * stream on read it that way, so that each chunk costs one step instead of one per layer. The same in every copy of the package.
 */
export const batches: unique symbol = Symbol.for('llm-balancer.batches')

/** A stream that can be read list by list. */
export interface BatchedStream<Chunk> extends AsyncIterable<Chunk> {
  [batches](): AsyncIterator<readonly Chunk[]>
}

/**
 * Begins to read a stream list by list; one that does not know lists gives each chunk as a list of its own.
 *
 * @param owner begins the message of the TypeError
 * @throws TypeError when it is no stream; what the stream throws when reading begins
 */
export function batchesOf<Chunk>(
  stream: StreamSource<Chunk>,
  owner?: string,
): AsyncIterator<readonly Chunk[]> {
  const source = stream as Partial<BatchedStream<Chunk>> | null | undefined
  if (typeof source?.[batches] === 'function') return (stream as BatchedStream<Chunk>)[batches]()
  const chunks = iteratorOf(stream, owner)
  return {
    async next() {
      const result = await chunks.next()
      return result.done === true ? { done: true, value: undefined } : { done: false, value: [result.value] }
    },
    async return() {
      await closeQuietly(chunks)
      return { done: true, value: undefined }
    },
  }
}
