import type { BalancedStream, RestartChunk } from '../contracts/balanced-stream.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import { failureRules } from '../errors/failure.ts'
import type { StreamInterruptedError } from '../errors/run-errors.ts'
import { checkFunction } from '../options/checks.ts'
import { endAttempt } from './active-attempt.ts'
import { admit } from './admission.ts'
import { cancel } from './bounds.ts'
import { emitOf } from './emit.ts'
import { cancellationError, cutShort, continueAfter, judge, settleFailed } from './judge.ts'
import { openRun, settle, type RunSettings } from './open-run.ts'
import type { ActiveAttempt, Cancellation, Engine, Run } from './state.ts'
import {
  advance,
  checkUnlessWhole,
  createReader,
  interrupted,
  openStream,
  release,
  type StreamReader,
} from './stream-reader.ts'

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
  checkFunction('operation', operation, 'stream')
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
      if (progress.run !== undefined) cancel(progress.run, { cause: 'left' })
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
      const reader = createReader<Client, Chunk>(await admit(run))
      try {
        await openStream(reader, progress.operation)
        progress.target = reader.attempt.entry.view
        if (progress.broken !== undefined) {
          handOver(progress, reader)
          yield restart(progress, progress.broken)
        }
        while (await advance(reader)) {
          handOver(progress, reader)
          yield reader.given.at(-1) as Chunk
        }
        succeed(reader)
        return
      } catch (error) {
        continueOrThrow(progress, reader, error)
      }
    }
  } catch (error) {
    const thrown = fail(progress, run, error)
    if (run.cancelled?.cause !== 'left') throw thrown
  }
}

/** The caller gets a chunk. @throws runCancelled when the run was ended in the very moment in which it came */
function handOver<Client, Chunk>(
  progress: Progress<Client, Chunk>,
  reader: StreamReader<Client, Chunk>,
): void {
  const { run } = reader.attempt
  run.onCancelled = () => {
    cutWhileHeld(progress, reader)
  }
  if (run.cancelled === undefined) return
  checkUnlessWhole(reader)
  run.onCancelled()
}

/** Decides whether the run continues after the stream of an attempt broke. @throws what ends the run */
function continueOrThrow<Client, Chunk>(
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
    continueAfter(attempt, failure)
    return
  }
  const broken = { attempt, error: interrupted(reader, failure.kind, error) }
  progress.broken = broken
  const restarts = attempt.run.options.onInterrupted === 'restart'
  if (!restarts || failureRules[failure.kind].then !== 'next-target') throw broken.error
}

/** Another answer begins: what the caller has of the one before no longer counts. */
function restart<Client, Chunk>(
  progress: Progress<Client, Chunk>,
  { attempt, error: { targetId, kind } }: Broken<Client, Chunk>,
): RestartChunk {
  progress.broken = undefined
  emitOf(attempt, 'stream-restarted', { kind })
  return { type: 'restart', targetId, kind }
}

/** The run was ended from outside while the caller held a chunk. */
function cutWhileHeld<Client, Chunk>(
  progress: Progress<Client, Chunk>,
  reader: StreamReader<Client, Chunk>,
): void {
  const { run } = reader.attempt
  const { cancelled } = run
  if (cancelled === undefined) return
  if (reader.whole && cancelled.cause !== 'aborted') {
    succeed(reader)
    return
  }
  cutStream(progress, reader, cancelled)
  fail(progress, run, undefined)
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
  const error = interrupted(reader, 'timeout', cancellationError(attempt.run, cancelled))
  progress.broken ??= { attempt, error }
}

function succeed<Client, Chunk>(reader: StreamReader<Client, Chunk>): void {
  const { attempt } = reader
  endAttempt(attempt, { type: 'success' })
  release(reader)
  settle(attempt.run, 'succeeded', { targetId: attempt.entry.view.id })
}

/** Settles the run and gives the error to throw: what the caller has in part comes with it, unless the caller ended it. */
function fail<Client, Chunk>({ broken }: Progress<Client, Chunk>, run: Run<Client>, error: unknown): unknown {
  const cause = run.cancelled?.cause
  if (broken === undefined || cause === 'aborted' || cause === 'left') return settleFailed(run, error)
  settle(run, 'failed', { error: broken.error })
  return broken.error
}
