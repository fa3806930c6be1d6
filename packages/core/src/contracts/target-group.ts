import type { BalancedStream, RestartChunk } from './balanced-stream.ts'
import type { Operation, StreamOperation } from './call.ts'
import type { RunOptions, StreamOptions } from './run-options.ts'
import type { RunResult } from './trail.ts'

/** Several targets that are called as one: what every balancer is, and what makes one a target of another. */
export interface TargetGroup<Client> {
  /** Like `run`, and tells which target served and what was tried before. */
  runWithTrail<Result>(
    operation: Operation<Client, Result>,
    options?: RunOptions<Result>,
  ): Promise<RunResult<Result>>
  /**
   * Reads one stream. Nothing happens before the first `next()`. Until the first content failures go unnoticed; after it
   * the stream throws a {@link StreamInterruptedError}, or restarts where the options say so.
   */
  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options: StreamOptions<Chunk> & { readonly onInterrupted: 'restart' },
  ): BalancedStream<Chunk | RestartChunk>
  stream<Chunk>(
    operation: StreamOperation<Client, Chunk>,
    options?: StreamOptions<Chunk>,
  ): BalancedStream<Chunk>
}
