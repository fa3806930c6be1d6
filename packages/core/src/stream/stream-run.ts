import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { failureRules } from '../errors/failure.ts'
import { cancelBody } from '../errors/cancel-body.ts'
import type { ActiveAttempt } from '../run/attempt.ts'
import type { Cancellable } from '../run/cancellation.ts'
import type { Engine } from '../run/engine.ts'
import { continueAfter, judge } from '../run/judge.ts'
import type { RunSettings } from '../run/run-settings.ts'
import { Run } from '../run/run.ts'
import { noteBroken } from '../run/note-broken.ts'
import { begin } from '../time/begin.ts'
import { BrokenAnswer } from './broken-answer.ts'
import type { Given, ListUse } from './list-use.ts'
import { openReader } from './open-reader.ts'
import { ReadProgress } from './read-progress.ts'
import { StreamEnding } from './stream-ending.ts'
import type { StreamReader } from './stream-reader.ts'
import { StreamWatch } from './stream-watch.ts'
import { unreadMsOf } from './unread-ms-of.ts'

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
  /** The reader of the stream that broke last, while the rest of its answer may come. */
  #brokenReader: StreamReader<Client, Chunk> | undefined
  readonly #progress: ReadProgress<Chunk>
  /** Ends it when its stream is garbage-collected. */
  readonly watch: StreamWatch
  readonly #ending: StreamEnding<Client, Chunk>
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
    this.#ending = new StreamEnding({ broken: this.#broken, progress: this.#progress, watch: this.watch })
  }

  /** The target that serves, once it has given its first content. */
  get target(): TargetView | undefined {
    return this.#target
  }

  /** True once its error has been thrown. */
  get hasFailed(): boolean {
    return this.#failure !== undefined
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
  next<Value>(use: ListUse<Chunk, Value>): Promise<Value> {
    this.#progress.isAwaited = true
    const reader = this.#reader
    const isOpen = reader !== undefined && !this.#isOver && this.#broken.error === undefined
    return isOpen ? this.#pull(reader, use) : this.#openThenPull(use)
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

  async #openThenPull<Value>(use: ListUse<Chunk, Value>): Promise<Value> {
    if (this.#isOver) return this.#hand(undefined, use)
    let reader: StreamReader<Client, Chunk>
    try {
      reader = await this.#openReader()
    } catch (error) {
      return this.#handError(error, use)
    }
    const restart = this.#broken.replaceBy(reader)
    return restart === undefined ? this.#pull(reader, use) : this.#hand([restart], use)
  }

  /** Without `async`, which would take twice the time per list. */
  #pull<Value>(reader: StreamReader<Client, Chunk>, use: ListUse<Chunk, Value>): Promise<Value> {
    reader.given.add(this.#progress.taken())
    return begin(() => reader.next()).then(
      (list) => this.#receive(reader, list, use),
      (error: unknown) => this.#continue(reader, error, use),
    )
  }

  #receive<Value>(
    reader: StreamReader<Client, Chunk>,
    list: readonly Chunk[] | undefined,
    use: ListUse<Chunk, Value>,
  ): Value | Promise<Value> {
    try {
      if (list === undefined) this.#ending.succeed(reader)
      else {
        this.#progress.give(list)
        this.#hold(reader)
      }
    } catch (error) {
      return this.#continue(reader, error, use)
    }
    return this.#hand(list, use)
  }

  /** The stream of an attempt broke. */
  #continue<Value>(
    reader: StreamReader<Client, Chunk>,
    error: unknown,
    use: ListUse<Chunk, Value>,
  ): Value | Promise<Value> {
    try {
      this.#continueOrThrow(reader, error)
    } catch (failure) {
      return this.#handError(failure, use)
    }
    return this.#openThenPull(use)
  }

  #hand<Value>(list: readonly Given<Chunk>[] | undefined, { take, end }: ListUse<Chunk, Value>): Value {
    const value = take(list)
    this.#progress.isAwaited = false
    end()
    return value
  }

  /** @throws the run's error, unless its reader has left */
  #handError<Value>(error: unknown, use: ListUse<Chunk, Value>): Value {
    try {
      this.#throwUnlessLeft(error)
    } catch (failure) {
      this.#progress.isAwaited = false
      use.end()
      throw failure
    }
    return this.#hand(undefined, use)
  }

  /** Finds a target whose answer has content, unless there is one. */
  async #openReader(): Promise<StreamReader<Client, Chunk>> {
    if (this.#reader !== undefined) return this.#reader
    this.#run ??= new Run(this.#engine, this.#settings, true)
    for (;;) {
      const reader = await openReader(this.#run, {
        operation: this.#operation,
        broken: () => this.#brokenReader,
        onBreak: this.#continueOrThrow,
        mayBegin: this.#mayBegin,
      })
      try {
        this.#reader = reader
        this.#brokenReader = undefined
        this.#target = reader.attempt.target.settings
        if (reader.isCommitted) reader.attempt.commit()
        if (reader.attempt.isRest) tellRest(reader.attempt)
        this.#hold(reader)
        return reader
      } catch (error) {
        this.#continueOrThrow(reader, error)
      }
    }
  }

  /** Settles the run. @throws the run's error, unless its reader has left */
  #throwUnlessLeft(error: unknown): void {
    this.#isOver = true
    this.#ending.stop()
    const run = this.#run
    const thrown = run === undefined ? error : this.#ending.fail(run, error)
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
  readonly #continueOrThrow = (reader: StreamReader<Client, Chunk>, error: unknown): void => {
    const { attempt } = reader
    const { cancelled, options } = attempt.run
    if (cancelled !== undefined) {
      this.#ending.cut(reader, cancelled)
      throw error
    }
    const answer = attempt.takeResumable()
    const failure = judge(attempt, error)
    noteBroken(attempt, failure, answer)
    reader.release()
    this.#brokenReader = attempt.run.resumption === undefined ? undefined : reader
    this.#reader = undefined
    this.#target = undefined
    if (!reader.isCommitted) {
      continueAfter(attempt, failure)
      cancelBody(error)
      return
    }
    const broken = reader.interrupted(failure.kind, error)
    this.#broken.note(attempt, broken)
    const { onInterrupted = 'throw' } = options
    const mayGoOn = onInterrupted !== 'throw' || attempt.run.resumption !== undefined
    if (!mayGoOn || failureRules[failure.kind].then !== 'next-target') throw broken
  }

  /** @throws the error of the answer that broke, where no other may replace it */
  readonly #mayBegin = (): void => {
    const { error } = this.#broken
    if (error !== undefined && (this.#run?.options.onInterrupted ?? 'throw') === 'throw') throw error
  }

  /** The run was ended from outside while the caller held a chunk. */
  cancel(): void {
    const reader = this.#reader
    const cancelled = reader?.attempt.run.cancelled
    if (reader === undefined || cancelled === undefined) return
    if (reader.isSafe) {
      this.#ending.succeed(reader)
      return
    }
    this.#ending.cut(reader, cancelled)
    this.#ending.fail(reader.attempt.run, undefined)
  }
}

/** Tells that an attempt gives the rest of an answer, and what that broke with before. */
function tellRest<Client>(attempt: ActiveAttempt<Client>): void {
  const { kind } = attempt.run.failed.at(-1) ?? { kind: 'stream-interrupted' }
  attempt.emit('stream-resumed', { kind })
}
