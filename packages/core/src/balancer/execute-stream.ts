import type { StreamOperation } from '../contracts/call.ts'
import type { BalancedStream, RestartChunk } from '../contracts/balanced-stream.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { failureRules } from '../errors/failure.ts'
import type { StreamInterruptedError } from '../errors/run-errors.ts'
import type { Admission } from './admission.ts'
import type { Engine } from './engine.ts'
import type { OuterAttempt } from './group.ts'
import { cancellationError, cutShort, goOnAfter, judge, settleFailed } from './judge.ts'
import type { Run } from './run.ts'
import type { Cancellation } from './run-scope.ts'
import { StreamReader } from './stream-reader.ts'

/** What a stream needs to be carried out. */
export interface StreamSettings<Client, Chunk> {
  readonly operation: StreamOperation<Client, Chunk>
  readonly options: StreamOptions<Chunk>
  readonly outer?: OuterAttempt
}

/** An answer that broke after the caller had read some of it. */
interface Broken<Chunk> {
  readonly attempt: number
  readonly error: StreamInterruptedError<Chunk>
}

/** One stream, from the first `next()` to its end: at most one target's answer reaches the caller, unless it restarts. */
export class RunningStream<Client, Chunk> implements BalancedStream<Chunk | RestartChunk> {
  readonly #engine: Engine<Client>
  readonly #admission: Admission<Client>
  readonly #settings: StreamSettings<Client, Chunk>
  readonly #chunks: AsyncGenerator<Chunk | RestartChunk, void, undefined>
  #run: Run<Client> | undefined
  #target: TargetView | undefined
  /** The answer that the caller has in part and that nothing has replaced yet: without a better one, this is the result. */
  #broken: Broken<Chunk> | undefined

  constructor(engine: Engine<Client>, admission: Admission<Client>, settings: StreamSettings<Client, Chunk>) {
    this.#engine = engine
    this.#admission = admission
    this.#settings = settings
    this.#chunks = this.#serve()
  }

  get target(): TargetView | undefined {
    return this.#target
  }

  get attempts(): readonly AttemptRecord[] {
    return this.#run?.records ?? []
  }

  next(): Promise<IteratorResult<Chunk | RestartChunk, void>> {
    return this.#chunks.next()
  }

  async return(): Promise<IteratorResult<Chunk | RestartChunk, void>> {
    this.#run?.scope.cancel({ cause: 'left' })
    return this.#chunks.return()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** While the caller holds a chunk, the scope is watched: what ends the run then ends it upstream at once. */
  async *#serve(): AsyncGenerator<Chunk | RestartChunk, void, undefined> {
    const { options, operation, outer } = this.#settings
    const run = this.#engine.open(options, { streaming: true, explains: true, outer })
    this.#run = run
    try {
      for (;;) {
        const reader = new StreamReader<Client, Chunk>(await this.#admission.admit(run), options)
        const cut = (): void => {
          this.#cut(reader)
        }
        try {
          await reader.open(operation)
          this.#target = reader.attempt.target
          if (this.#broken !== undefined) {
            run.scope.watch(cut)
            yield this.#restart(run, this.#broken)
          }
          for (let chunk = await reader.next(); chunk !== undefined; chunk = await reader.next()) {
            run.scope.watch(cut)
            yield chunk.value
          }
          this.#succeed(reader)
          return
        } catch (error) {
          this.#goOn(reader, error)
        }
      }
    } catch (error) {
      const thrown = this.#fail(run, error)
      if (run.scope.cancelled?.cause !== 'left') throw thrown
    }
  }

  /** Decides whether the run goes on after the stream of an attempt broke. @throws what ends the run */
  #goOn(reader: StreamReader<Client, Chunk>, error: unknown): void {
    const { attempt, committed } = reader
    const { cancelled } = attempt.run.scope
    if (cancelled !== undefined) {
      this.#cutShort(reader, cancelled)
      throw error
    }
    const failure = judge(this.#engine, attempt, error)
    reader.release()
    this.#target = undefined
    if (!committed) {
      goOnAfter(this.#engine, attempt, failure)
      return
    }
    this.#broken = {
      attempt: attempt.number,
      error: reader.interrupted(failure.kind, attempt.run.errors.at(-1)),
    }
    const restarts = this.#settings.options.onInterrupted === 'restart'
    if (!restarts || failureRules[failure.kind].then !== 'next-target') throw this.#broken.error
  }

  /** Another answer begins: what the caller has of the one before is void. */
  #restart(run: Run<Client>, { attempt, error: { targetId, kind } }: Broken<Chunk>): RestartChunk {
    const { clock, emitter } = this.#engine
    this.#broken = undefined
    emitter.emit({ type: 'stream-restarted', at: clock.now(), runId: run.id, attempt, targetId, kind })
    return { type: 'restart', targetId, kind }
  }

  /** The run was ended from outside while the caller held a chunk. */
  #cut(reader: StreamReader<Client, Chunk>): void {
    const { run } = reader.attempt
    const { cancelled } = run.scope
    if (cancelled === undefined) return
    if (reader.whole && cancelled.cause !== 'aborted') {
      this.#succeed(reader)
      return
    }
    this.#cutShort(reader, cancelled)
    this.#fail(run, undefined)
  }

  #cutShort(reader: StreamReader<Client, Chunk>, cancelled: Cancellation): void {
    const { attempt, committed, whole } = reader
    if (whole) attempt.end({ type: 'success' })
    else cutShort(attempt, cancelled, committed)
    reader.release()
    if (!committed || cancelled.cause !== 'deadline') return
    const error = reader.interrupted('timeout', cancellationError(attempt.run, cancelled))
    this.#broken ??= { attempt: attempt.number, error }
  }

  #succeed(reader: StreamReader<Client, Chunk>): void {
    const { run, entry } = reader.attempt
    reader.attempt.end({ type: 'success' })
    reader.release()
    this.#engine.settle(run, 'succeeded', { targetId: entry.view.id })
  }

  /** Settles the run and gives the error to throw: what the caller has in part comes with it, unless the caller ended it. */
  #fail(run: Run<Client>, error: unknown): unknown {
    const cause = run.scope.cancelled?.cause
    if (this.#broken === undefined || cause === 'aborted' || cause === 'left')
      return settleFailed(this.#engine, run, error)
    this.#engine.settle(run, 'failed', { error: this.#broken.error })
    return this.#broken.error
  }
}
