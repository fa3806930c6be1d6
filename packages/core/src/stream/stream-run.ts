import type { RestartChunk } from '../contracts/balanced-stream.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { failureRules } from '../errors/failure.ts'
import { cancelBody } from '../errors/cancel-body.ts'
import { admit } from '../run/admission.ts'
import type { ActiveAttempt } from '../run/attempt.ts'
import { isByCaller, type Cancellable, type Cancellation } from '../run/cancellation.ts'
import type { Engine } from '../run/engine.ts'
import { HedgeContest } from '../run/hedge-contest.ts'
import { cancellationError, continueAfter, cutShort, judge, settleFailed } from '../run/judge.ts'
import type { RunSettings } from '../run/run-settings.ts'
import { Run } from '../run/run.ts'
import { BrokenAnswer, kindOfCut } from './broken-answer.ts'
import { ReadProgress } from './read-progress.ts'
import { StreamReader } from './stream-reader.ts'
import { StreamWatch } from './stream-watch.ts'
import { unreadMsOf } from './unread-ms-of.ts'

/** What a stream of chunks may give: also the sign that it starts again on another target. */
type Given<Chunk> = Chunk | RestartChunk

/** What becomes of the next chunks. A caller's own promise for them would cost as much as the rest of the way. */
export interface ListUse<Chunk, Value> {
  /** The chunks have come; undefined at the end. Must not throw. */
  readonly take: (list: readonly Given<Chunk>[] | undefined) => Value
  /** It is known what has come, whatever it is. */
  readonly end: () => void
}

/**
 * The run of one stream, from the first call to its end: at most one target's answer reaches the caller, unless it restarts. Gives
 * lists of chunks; its owner asks for one at a time.
 */
export class StreamRun<Client, Chunk> implements Cancellable {
  readonly #engine: Engine<Client>
  readonly #operation: StreamOperation<Client, Chunk>
  readonly #settings: RunSettings<StreamOptions<Chunk>>
  #run: Run<Client> | undefined
  #reader: StreamReader<Client, Chunk> | undefined
  #target: TargetView | undefined
  readonly #broken = new BrokenAnswer<Client, Chunk>()
  readonly #progress: ReadProgress<Chunk>
  /** Ends it when its stream is garbage-collected. */
  readonly watch: StreamWatch
  #isOver = false
  /** What it failed with. */
  #failure: { readonly error: unknown } | undefined

  constructor(
    engine: Engine<Client>,
    operation: StreamOperation<Client, Chunk>,
    settings: RunSettings<StreamOptions<Chunk>>,
  ) {
    this.#engine = engine
    this.#operation = operation
    this.#settings = settings
    this.#progress = new ReadProgress(engine.clock, this.#abandon)
    this.watch = new StreamWatch(this.#abandon)
  }

  /** The target that serves, once it has given its first content. */
  get target(): TargetView | undefined {
    return this.#target
  }

  get attempts(): readonly AttemptRecord[] {
    return this.#run?.records ?? []
  }

  /** True when what was given to the caller, and not read yet, is no longer to be read: the run was aborted. */
  get isCutOff(): boolean {
    return this.#run?.cancelled !== undefined && this.#reader?.isSafe !== true
  }

  /** Calls upstream and reads up to the first content. @throws the run's error, also when it has failed before */
  async open(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#isOver) return
    this.#progress.isAwaited = true
    try {
      await this.#openReader()
    } catch (error) {
      this.#throwUnlessLeft(error)
    } finally {
      this.#progress.isAwaited = false
    }
  }

  /** Takes the next chunks for the caller. While the caller holds them, the run is watched. @throws the run's error */
  async next<Value>({ take, end }: ListUse<Chunk, Value>): Promise<Value> {
    this.#progress.isAwaited = true
    try {
      if (this.#isOver) return take(undefined)
      for (;;) {
        const reader = this.#reader ?? (await this.#openReader())
        const restart = this.#broken.replaceBy(reader.attempt)
        if (restart !== undefined) return take([restart])
        reader.given.add(this.#progress.taken())
        try {
          const list = await reader.next()
          if (list !== undefined) this.#give(reader, list)
          else this.#succeed(reader)
          return take(list)
        } catch (error) {
          this.#continueOrThrow(reader, error)
        }
      }
    } catch (error) {
      this.#throwUnlessLeft(error)
      return take(undefined)
    } finally {
      this.#progress.isAwaited = false
      end()
    }
  }

  /** The caller has taken so many more chunks of the list that came last. */
  took(count: number): void {
    this.#progress.took(count)
  }

  /** Ends the stream because its reader has left: it gives nothing more, and no error. */
  leave(): void {
    this.#isOver = true
    this.#run?.cancel({ cause: 'left' })
  }

  /** Ends the stream because nothing reads it. A reader that comes back is told, so that a part does not pass for the whole. */
  readonly #abandon = (): void => {
    this.#run?.cancel({ cause: 'unread' })
  }

  #give(reader: StreamReader<Client, Chunk>, list: readonly Chunk[]): void {
    this.#progress.give(list)
    this.#hold(reader)
  }

  /** Finds a target whose answer has content. */
  async #openReader(): Promise<StreamReader<Client, Chunk>> {
    if (this.#reader !== undefined) return this.#reader
    this.#run ??= new Run(this.#engine, this.#settings, true)
    for (;;) {
      const admitted = admit(this.#run)
      const attempt = admitted instanceof Promise ? await admitted : admitted
      const isHedged = this.#run.hedge !== undefined
      const contest = isHedged ? new HedgeContest(attempt, (one) => this.#read(one)) : undefined
      const reader = contest === undefined ? this.#read(attempt) : await contest.winner()
      if (reader === undefined) continue
      try {
        if (!isHedged) await reader.open()
        this.#reader = reader
        this.#target = reader.attempt.target.settings
        if (reader.isCommitted) reader.attempt.commit()
        this.#hold(reader)
        return reader
      } catch (error) {
        this.#continueOrThrow(reader, error)
      }
    }
  }

  #read(attempt: ActiveAttempt<Client>): StreamReader<Client, Chunk> {
    return new StreamReader(attempt, this.#operation)
  }

  /** Settles the run. @throws the run's error, unless its reader has left */
  #throwUnlessLeft(error: unknown): void {
    this.#isOver = true
    this.#stop()
    const run = this.#run
    const thrown = run === undefined ? error : this.#fail(run, error)
    if (run?.cancelled?.cause === 'left') return
    this.#failure = { error: thrown }
    throw thrown
  }

  /** The caller holds what has come. @throws runCancelled when the run was ended in the very moment in which it came */
  #hold(reader: StreamReader<Client, Chunk>): void {
    const { run } = reader.attempt
    if (run.cancelled !== undefined && !reader.isSafe) run.checkBounds()
    this.#progress.watch(unreadMsOf(reader.attempt))
    run.waitsFor(this)
  }

  /** Decides whether the run continues after the stream of an attempt broke. @throws what ends the run */
  #continueOrThrow(reader: StreamReader<Client, Chunk>, error: unknown): void {
    const { attempt } = reader
    const { cancelled, options } = attempt.run
    if (cancelled !== undefined) {
      this.#cut(reader, cancelled)
      throw error
    }
    const failure = judge(attempt, error)
    reader.release()
    this.#reader = undefined
    this.#target = undefined
    if (!reader.isCommitted) {
      continueAfter(attempt, failure)
      cancelBody(error)
      return
    }
    const broken = reader.interrupted(failure.kind, error)
    this.#broken.note(attempt, broken)
    const restarts = options.onInterrupted === 'restart'
    if (!restarts || failureRules[failure.kind].then !== 'next-target') throw broken
  }

  /** The run was ended from outside while the caller held a chunk. */
  cancel(): void {
    const reader = this.#reader
    const cancelled = reader?.attempt.run.cancelled
    if (reader === undefined || cancelled === undefined) return
    if (reader.isSafe) {
      this.#succeed(reader)
      return
    }
    this.#cut(reader, cancelled)
    this.#fail(reader.attempt.run, undefined)
  }

  #cut(reader: StreamReader<Client, Chunk>, cancelled: Cancellation): void {
    const { attempt, isCommitted, isWhole } = reader
    if (isWhole) attempt.end({ type: 'success' })
    else cutShort(attempt, cancelled, isCommitted)
    reader.release()
    const kind = kindOfCut[cancelled.cause]
    if (!isCommitted || isWhole || kind === undefined || this.#broken.error !== undefined) return
    reader.given.add(this.#progress.taken())
    this.#broken.note(attempt, reader.interrupted(kind, cancellationError(attempt.run, cancelled)))
  }

  #succeed(reader: StreamReader<Client, Chunk>): void {
    const { attempt } = reader
    this.#stop()
    attempt.end({ type: 'success' })
    reader.release()
    attempt.run.settle('succeeded', { targetId: attempt.target.id })
  }

  /** Settles the run and gives the error to throw: with what the caller has in part, unless the caller ended it. */
  #fail(run: Run<Client>, error: unknown): unknown {
    this.#stop()
    const broken = this.#broken.error
    if (broken === undefined || isByCaller(run.cancelled)) {
      const thrown = settleFailed(run, error)
      return run.cancelled?.cause === 'unread' ? (broken ?? thrown) : thrown
    }
    run.settle('failed', { error: broken })
    return broken
  }

  /** Nothing is left to read. */
  #stop(): void {
    this.#progress.stop()
    this.watch.stop()
  }
}
