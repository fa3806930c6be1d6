import { closeQuietly } from './close-quietly.ts'
import { iteratorOf } from './iterator-of.ts'
import type { StreamSource } from './stream-source.ts'

/** Closes a stream that will not be read; any other value is ignored. Never rejects. */
export async function closeUnread(stream: unknown): Promise<void> {
  try {
    await closeQuietly(iteratorOf(stream as StreamSource<unknown>))
  } catch {
    // Not a stream, or one that cannot even be opened.
  }
}
