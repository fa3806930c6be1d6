import type { RestartChunk } from '../contracts/balanced-stream.ts'

/** What a stream of chunks may give: also the sign that it starts again on another target. */
export type Given<Chunk> = Chunk | RestartChunk

/** What becomes of the next chunks. A caller's own promise for them would cost as much as the rest of the way. */
export interface ListUse<Chunk, Value> {
  /** The chunks have come; undefined at the end. Must not throw. */
  readonly take: (list: readonly Given<Chunk>[] | undefined) => Value
  /** It is known what has come, whatever it is. */
  readonly end: () => void
}
