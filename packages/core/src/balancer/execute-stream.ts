import type { BalancedStream, RestartChunk } from '../contracts/balanced-stream.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import { failureRules } from '../errors/failure.ts'
import type { StreamInterruptedError } from '../errors/run-errors.ts'
import { checkFunction } from '../options/checks.ts'
import { endAttempt } from './active-attempt.ts'
import { admit } from './admission.ts'
import { cancel, endedByCaller } from './bounds.ts'
import { emitOf } from './emit.ts'
import { cutShort, goOnAfter, judge, settleFailed, succeed } from './judge.ts'
import { openRun, settle, type RunSettings } from './open-run.ts'
import type { ActiveAttempt, Cancellation, Engine, Run } from './state.ts'
import { advance, interrupted, leftError, openStream, release, type StreamReader } from './stream-reader.ts'

/** An answer that broke after the caller had read some of it. */
interface Broken<Client, Chunk> {
  readonly attempt: ActiveAttempt<Client>
  readonly error: StreamInterruptedError<Chunk>
}

/** How far a stream has come. */
interface Progress<Client, Chunk> {
  readonly engine: Engine<Client>
  readonly operation: StreamOperation<Client, Chunk>
  readonly settings: RunSettings<StreamOptions<Chunk>>
  run?: Run<Client>
  target?: TargetView | undefined
  /** The answer that the caller has in part and that nothing has replaced yet: without a better one, this is the result. */
  broken?: Broken<Client, Chunk> | undefined
}

/** One stream, from the first `next()` to its end: at most one target's answer reaches the caller, unless it restarts. */
export function executeStream<Client, Chunk>(
  engine: Engine<Client>,
  operation: StreamOperation<Client, Chunk>,
  settings: RunSettings<StreamOptions<Chunk>>,
): BalancedStream<Chunk | RestartChunk> {
  checkFunction('operation', operation)
  const progress: Progress<Client, Chunk> = { engine, operation, settings }
  const chunks = serve(progress)
  return {
    get target() {
      return progress.target
    },
    get attempts() {
      return progress.run?.records ?? []
    },
    next: () => chunks.next(),
    async return() {
      if (progress.run !== undefined) cancel(progress.run, 'left', leftError())
      return chunks.return()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** While the caller holds a chunk, the run is watched: what ends it then ends it upstream at once. */
async function* serve<Client, Chunk>(
  progress: Progress<Client, Chunk>,
): AsyncGenerator<Chunk | RestartChunk, void, undefined> {
  const run = openRun(progress.engine, progress.settings as RunSettings, true)
  progress.run = run
  try {
    for (;;) {
      const reader: StreamReader<Client, Chunk> = { attempt: await admit(run), chunks: [], given: 0 }
      const cut = (cancelled: Cancellation): void => {
        if (reader.whole && cancelled.cause !== 'aborted') succeedWith(reader)
        else {
          cutStream(progress, reader, cancelled)
          fail(progress, run, undefined)
        }
      }
      try {
        await openStream(reader, progress.operation)
        progress.target = reader.attempt.entry.view
        if (progress.broken !== undefined) {
          // Another answer begins: what the caller has of the one before is void.
          const { attempt, error } = progress.broken
          progress.broken = undefined
          emitOf(attempt, 'stream-restarted', { kind: error.kind })
          run.onCancelled = cut
          yield { type: 'restart', targetId: error.targetId, kind: error.kind }
        }
        while (await advance(reader)) {
          run.onCancelled = cut
          yield reader.chunks[reader.given - 1] as Chunk
        }
        succeedWith(reader)
        return
      } catch (error) {
        goOn(progress, reader, error)
      }
    }
  } catch (error) {
    const thrown = fail(progress, run, error)
    if (run.cancelled?.cause !== 'left') throw thrown
  }
}

/** Decides whether the run goes on after the stream of an attempt broke. @throws what ends the run */
function goOn<Client, Chunk>(
  progress: Progress<Client, Chunk>,
  reader: StreamReader<Client, Chunk>,
  error: unknown,
): void {
  const { attempt } = reader
  const { cancelled } = attempt.run
  if (cancelled !== undefined) {
    cutStream(progress, reader, cancelled)
    throw error
  }
  const failure = judge(attempt, error)
  release(reader)
  progress.target = undefined
  if (!reader.committed) {
    goOnAfter(attempt, failure)
    return
  }
  const broken = { attempt, error: interrupted(reader, failure.kind, error) }
  progress.broken = broken
  const restarts = attempt.run.options.onInterrupted === 'restart'
  if (!restarts || failureRules[failure.kind].then !== 'next-target') throw broken.error
}

function succeedWith<Client, Chunk>(reader: StreamReader<Client, Chunk>): void {
  succeed(reader.attempt)
  release(reader)
}

function cutStream<Client, Chunk>(
  progress: Progress<Client, Chunk>,
  reader: StreamReader<Client, Chunk>,
  cancelled: Cancellation,
): void {
  const { attempt, committed = false } = reader
  if (reader.whole) endAttempt(attempt, { type: 'success' })
  else cutShort(attempt, cancelled, committed)
  release(reader)
  if (!committed || reader.whole || cancelled.cause !== 'deadline') return
  progress.broken ??= { attempt, error: interrupted(reader, 'timeout', cancelled.reason) }
}

/** Settles the run and gives the error to throw: what the caller has in part comes with it, unless the caller ended it. */
function fail<Client, Chunk>({ broken }: Progress<Client, Chunk>, run: Run<Client>, error: unknown): unknown {
  if (broken === undefined || endedByCaller(run)) return settleFailed(run, error)
  settle(run, 'failed', { error: broken.error })
  return broken.error
}
