import type { StreamOperation } from '../contracts/call.ts'
import type { BalancedStream, RestartChunk } from '../contracts/balanced-stream.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { failureRules } from '../errors/failure.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import type { ActiveAttempt } from './active-attempt.ts'
import type { Admission } from './admission.ts'
import type { Engine } from './engine.ts'
import { cancellationError, cutShort, goOnAfter, judge, settleFailed } from './judge.ts'
import type { Run } from './run.ts'
import { StreamReader } from './stream-reader.ts'

/** What a stream needs to be carried out. */
export interface StreamSettings<Client, Chunk> {
  readonly operation: StreamOperation<Client, Chunk>
  readonly options: StreamOptions<Chunk>
}

/** One stream, from the first `next()` to its end: at most one target's answer reaches the caller, unless it restarts. */
export class RunningStream<Client, Chunk> implements BalancedStream<Chunk | RestartChunk> {
  readonly #engine: Engine<Client>
  readonly #admission: Admission<Client>
  readonly #settings: StreamSettings<Client, Chunk>
  readonly #chunks: AsyncGenerator<Chunk | RestartChunk, void, undefined>
  #run: Run<Client> | undefined
  #target: TargetView | undefined

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

  async *#serve(): AsyncGenerator<Chunk | RestartChunk, void, undefined> {
    const engine = this.#engine
    const run = engine.open(this.#settings.options, { streaming: true, explains: true })
    this.#run = run
    try {
      for (;;) {
        const attempt = await this.#admission.admit(run)
        const restart = yield* this.#attempt(attempt)
        if (restart === undefined) {
          engine.settle(run, 'succeeded', { targetId: attempt.entry.view.id })
          return
        }
        if (restart !== 'silent') yield restart
      }
    } catch (error) {
      const thrown = StreamInterruptedError.isInstance(error)
        ? settleInterrupted(engine, run, error)
        : settleFailed(engine, run, error)
      if (run.scope.cancelled?.cause !== 'left') throw thrown
    } finally {
      engine.settle(run, 'cancelled', {})
    }
  }

  /** One attempt. Gives undefined when the stream is whole, else how to go on. @throws what ends the run */
  async *#attempt(
    attempt: ActiveAttempt<Client>,
  ): AsyncGenerator<Chunk, 'silent' | RestartChunk | undefined, undefined> {
    const reader = new StreamReader<Client, Chunk>(attempt, this.#settings.options, () => {
      settleFailed(this.#engine, attempt.run, undefined)
    })
    let left = true
    try {
      for await (const chunk of reader.chunks(this.#settings.operation)) {
        if (reader.committed) this.#target = attempt.target
        yield chunk
      }
      this.#target = attempt.target
      reader.finish()
      left = false
      return undefined
    } catch (error) {
      left = false
      try {
        return this.#broken(attempt, reader, error)
      } finally {
        reader.close()
      }
    } finally {
      if (left) reader.close()
    }
  }

  /** What follows when the stream of an attempt breaks. */
  #broken(
    attempt: ActiveAttempt<Client>,
    reader: StreamReader<Client, Chunk>,
    error: unknown,
  ): 'silent' | RestartChunk {
    const engine = this.#engine
    const { cancelled } = attempt.run.scope
    const targetId = attempt.entry.view.id
    if (cancelled !== undefined) {
      cutShort(attempt, cancelled, reader.committed)
      if (!reader.committed || cancelled.cause !== 'deadline') throw error
      throw interrupted(attempt, reader, {
        kind: 'timeout',
        cause: cancellationError(attempt.run, cancelled),
      })
    }
    const failure = judge(engine, attempt, error)
    if (!reader.committed) {
      goOnAfter(engine, attempt, failure)
      return 'silent'
    }
    const mayRestart =
      this.#settings.options.onInterrupted === 'restart' &&
      failureRules[failure.kind].then === 'next-target' &&
      attempt.run.errors.length < attempt.run.maxAttempts
    if (!mayRestart) throw interrupted(attempt, reader, { kind: failure.kind, cause: error })
    this.#target = undefined
    engine.emitter.emit({
      type: 'stream-restarted',
      at: engine.clock.now(),
      runId: attempt.run.id,
      attempt: attempt.number,
      targetId,
      kind: failure.kind,
    })
    return { type: 'restart', targetId, kind: failure.kind }
  }
}

function interrupted<Client, Chunk>(
  attempt: ActiveAttempt<Client>,
  reader: StreamReader<Client, Chunk>,
  { kind, cause }: Pick<StreamInterruptedError, 'kind'> & { readonly cause: unknown },
): StreamInterruptedError<Chunk> {
  const { id } = attempt.entry.view
  const count = String(reader.given.length)
  return new StreamInterruptedError(
    `balancer: the stream of target "${id}" broke after ${count} chunks (${kind})`,
    {
      partial: [...reader.given],
      targetId: id,
      kind,
      cause,
    },
  )
}

function settleInterrupted<Client>(engine: Engine<Client>, run: Run<Client>, error: unknown): unknown {
  engine.settle(run, 'failed', { error })
  return error
}
