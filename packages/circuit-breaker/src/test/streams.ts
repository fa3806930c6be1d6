/** A stream of these chunks that ends by itself. */
export async function* chunks(...values: string[]): AsyncGenerator<string> {
  for (const value of values) yield await Promise.resolve(value)
}

/** A stream that fails after these chunks. */
export async function* breaksAfter(
  values: readonly string[],
  error: unknown = new Error('socket closed'),
): AsyncGenerator<string> {
  yield* chunks(...values)
  throw error
}

/** Everything a stream gives. */
export async function readAll<Chunk>(stream: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const read: Chunk[] = []
  for await (const chunk of stream) read.push(chunk)
  return read
}

/** A stream that records how often it was closed, and gives what `next` gives. */
export interface RecordedStream<Chunk> extends AsyncIterable<Chunk> {
  readonly closed: number
}

/** Makes a {@link RecordedStream}; `close` is what closing it does. */
export function recordedStream<Chunk>(
  next: () => Promise<IteratorResult<Chunk, undefined>>,
  close: () => Promise<unknown> = () => Promise.resolve(),
): RecordedStream<Chunk> {
  let closed = 0
  const iterator: AsyncIterator<Chunk, undefined> = {
    next,
    return: async () => {
      closed += 1
      await close()
      return { done: true, value: undefined }
    },
  }
  return {
    // eslint-disable-next-line no-restricted-syntax -- tests make few
    get closed() {
      return closed
    },
    [Symbol.asyncIterator]: () => iterator,
  }
}
