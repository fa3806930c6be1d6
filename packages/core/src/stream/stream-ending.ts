import { noteFailedRun } from '../errors/failed-attempts.ts'
import { isByCaller, type Cancellation } from '../run/cancellation.ts'
import { cancellationError, cutShort, settleFailed } from '../run/judge.ts'
import type { Run } from '../run/run.ts'
import { kindOfCut, type BrokenAnswer } from './broken-answer.ts'
import type { ReadProgress } from './read-progress.ts'
import type { StreamReader } from './stream-reader.ts'
import type { StreamWatch } from './stream-watch.ts'

/** What a {@link StreamEnding} ends. */
export interface StreamParts<Client, Chunk> {
  readonly broken: BrokenAnswer<Client, Chunk>
  readonly progress: ReadProgress<Chunk>
  readonly watch: StreamWatch
}

/** The ways in which a stream ends: each settles the attempt and the run, and leaves nothing that watches the reader. */
export class StreamEnding<Client, Chunk> {
  readonly #parts: StreamParts<Client, Chunk>

  constructor(parts: StreamParts<Client, Chunk>) {
    this.#parts = parts
  }

  /** The answer is whole. */
  succeed(reader: StreamReader<Client, Chunk>): void {
    const { attempt } = reader
    this.stop()
    attempt.end({ type: 'success' })
    reader.release()
    attempt.run.settle('succeeded', { targetId: attempt.target.id })
  }

  /** The run was ended from outside in the middle of an answer. */
  cut(reader: StreamReader<Client, Chunk>, cancelled: Cancellation): void {
    const { attempt, isCommitted, isWhole } = reader
    const { broken, progress } = this.#parts
    if (isWhole) attempt.end({ type: 'success' })
    else cutShort(attempt, cancelled, isCommitted)
    reader.release()
    const kind = kindOfCut[cancelled.cause]
    if (!isCommitted || isWhole || kind === undefined || broken.error !== undefined) return
    reader.given.add(progress.taken())
    broken.note(attempt, reader.interrupted(kind, cancellationError(attempt.run, cancelled)))
  }

  /** Settles the run and gives the error to throw: with what the caller has in part, unless the caller ended it. */
  fail(run: Run<Client>, error: unknown): unknown {
    this.stop()
    const broken = this.#parts.broken.error
    if (broken === undefined || isByCaller(run.cancelled)) {
      const thrown = settleFailed(run, error)
      return run.cancelled?.cause === 'unread' ? (broken ?? thrown) : thrown
    }
    noteFailedRun(broken, { attempts: run.failed, errors: run.errors })
    run.settle('failed', { error: broken })
    return broken
  }

  /** Nothing is left to read. */
  stop(): void {
    this.#parts.progress.stop()
    this.#parts.watch.stop()
  }
}
