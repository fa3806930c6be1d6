import { leavable } from '@llm-balancer/core/streams'
import type { OpenedStream } from './opened-stream.ts'

/** How a stream that is read lazily is opened, read and left. */
export interface LazyStream<Chunk> {
  /** Gives a stream that has its first content, or has ended. */
  open(): Promise<OpenedStream<Chunk>>
  /** Waits for a further chunk, within the limits of the call. */
  further<Value>(work: PromiseLike<Value>): Promise<Awaited<Value>>
  /** Called when the reader has left or the stream broke: aborts what still runs, which closes it. */
  leave(): void
}

/** Reads a stream as its reader asks for it: nothing is opened before the first chunk is asked for. */
export function readStream<Chunk>(source: LazyStream<Chunk>): AsyncGenerator<Chunk, void, undefined> {
  return leavable(chunksOf(source), () => source.leave())
}

async function* chunksOf<Chunk>(source: LazyStream<Chunk>): AsyncGenerator<Chunk, void, undefined> {
  let isComplete = false
  try {
    const stream = await source.open()
    for (;;) {
      const result = await source.further(stream.next())
      isComplete = result.done === true
      if (result.done === true) return
      yield result.value
    }
  } finally {
    if (!isComplete) source.leave()
  }
}
