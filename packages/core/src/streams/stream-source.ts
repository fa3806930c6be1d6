/**
 * What a stream is read from: an async iterable, or a web stream, which not every runtime, and not every version of
 * TypeScript's `dom` library, knows as an async iterable.
 */
export type StreamSource<Chunk> = AsyncIterable<Chunk> | ReadableStreamLike<Chunk>

/** The part of a `ReadableStream` that is read. */
export interface ReadableStreamLike<Chunk> {
  getReader(): ReadableStreamReaderLike<Chunk>
}

/** The part of a `ReadableStreamDefaultReader` that is used. */
export interface ReadableStreamReaderLike<Chunk> {
  /** One object type, not a union of two: from a union TypeScript would infer `string | undefined` for a stream of strings. */
  read(): Promise<{ readonly done: boolean; readonly value?: Chunk | undefined }>
  cancel(reason?: unknown): Promise<void>
  releaseLock(): void
}
