import type { FailureKind } from '../errors/failure.ts'
import type { TargetView } from './target.ts'
import type { AttemptRecord } from './trail.ts'

/** The key of `await using`, in projects whose `lib` has `esnext.disposable`; the streams have the method in all others, too. */
type AsyncDisposeKey = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol }
  ? Key
  : never

/** What `await using` needs. */
export type StreamDisposal = Readonly<Record<AsyncDisposeKey, () => Promise<void>>>

/**
 * A stream that one target serves. An async iterable that can be read once; `break`, `return()` or the end of `await using` ends it
 * upstream.
 */
export interface BalancedStream<Chunk> extends AsyncIterableIterator<Chunk, void, undefined>, StreamDisposal {
  /** The target that serves, once it has given its first content. */
  readonly target: TargetView | undefined
  /**
   * Makes the call without reading: the first content is held back. Resolves with the target that serves (undefined for a
   * stream that was left before), so that an HTTP status can be chosen before anything is sent.
   *
   * @throws what the run fails with when no target serves; reading the stream then throws it as well
   */
  opened(): Promise<TargetView | undefined>
  /** The attempts so far, in order. */
  readonly attempts: readonly AttemptRecord[]
  return(): Promise<IteratorResult<Chunk, void>>
}

/** Given once by a stream that starts again on another target: what came before it no longer counts. */
export interface RestartChunk {
  readonly type: 'restart'
  /** The target that broke. */
  readonly targetId: string
  readonly kind: FailureKind
}
