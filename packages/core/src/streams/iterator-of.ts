import { describeValue } from '../options/describe-value.ts'

/** Begins to read a stream. @param owner who speaks when it is no stream @throws TypeError when it cannot be iterated */
export function iteratorOf<Chunk>(stream: AsyncIterable<Chunk>, owner?: string): AsyncIterator<Chunk> {
  if (typeof (stream as Partial<AsyncIterable<Chunk>> | undefined)?.[Symbol.asyncIterator] === 'function')
    return stream[Symbol.asyncIterator]()
  const speaker = owner === undefined ? '' : `${owner}: `
  throw new TypeError(`${speaker}a stream must give an async iterable, got ${describeValue(stream)}`)
}
