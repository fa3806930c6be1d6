import { within, type WithinOptions } from '../time/within.ts'
import { closeUnread } from './close-unread.ts'
import { isThenable } from './is-thenable.ts'
import { iteratorOf } from './iterator-of.ts'
import type { StreamSource } from './stream-source.ts'

/** A stream, or the promise of one. */
export type Opening<Chunk> = StreamSource<Chunk> | PromiseLike<StreamSource<Chunk>>

/** How an opening is waited for. */
export interface OpenStreamOptions extends Omit<WithinOptions, 'discard'> {
  /** Begins the message when the value is not a stream. */
  readonly owner?: string | undefined
}

/**
 * Waits for a stream to open, like `within`, and begins to read it. A stream that opens after the wait has ended is closed.
 *
 * @throws TypeError when it is no stream; what `within` throws
 */
export async function openStream<Chunk>(
  opening: Opening<Chunk>,
  { owner, ...limits }: OpenStreamOptions = {},
): Promise<AsyncIterator<Chunk>> {
  if (!isThenable(opening)) return iteratorOf(opening, owner)
  return iteratorOf(await within(opening, { ...limits, discard: closeUnread }), owner)
}
