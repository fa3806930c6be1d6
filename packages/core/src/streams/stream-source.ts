/**
 * What a stream is read from: an async iterable, or a web stream, which not every runtime, and not every version of
 * TypeScript's `dom` library, knows as an async iterable.
 */
export type StreamSource<Chunk> = AsyncIterable<Chunk> | ReadableStream<Chunk>
