import type { BalancedStream, RestartChunk } from '../contracts/balanced-stream.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import { checkFunction } from '../options/checks.ts'
import type { Engine } from '../run/engine.ts'
import type { RunSettings } from '../run/run-settings.ts'
import { batches, type BatchedStream } from '../streams/batches.ts'
import { StreamRun } from './stream-run.ts'

type Given<Chunk> = Chunk | RestartChunk

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** Begins nothing yet: the call is made by the first `next()` or `opened()`. */
export function executeStream<Client, Chunk>(
  engine: Engine<Client>,
  operation: StreamOperation<Client, Chunk>,
  settings: RunSettings<StreamOptions<Chunk>>,
): BalancedStream<Given<Chunk>> {
  checkFunction('operation', operation, 'stream')
  const run = new StreamRun(engine, operation, settings)
  const stream = new Unrolled(run)
  watchAbandoned(stream, run)
  return stream
}

/** The chunks of a stream one by one, of the lists in which they come. Calls of `next` that overlap are answered in their order. */
class Unrolled<Client, Chunk> implements BalancedStream<Given<Chunk>>, BatchedStream<Given<Chunk>> {
  readonly #run: StreamRun<Client, Chunk>
  #list: readonly Given<Chunk>[] = []
  #place = 0
  /** The last of the calls that have not been answered. */
  #latest: Promise<unknown> | undefined
  #opened: Promise<TargetView | undefined> | undefined
  /** The error of an opening that the next call of `next` gives as well. */
  #failure: { readonly error: unknown } | undefined

  constructor(run: StreamRun<Client, Chunk>) {
    this.#run = run
  }

  get target(): TargetView | undefined {
    return this.#run.target
  }

  get attempts(): BalancedStream<Given<Chunk>>['attempts'] {
    return this.#run.attempts
  }

  opened(): Promise<TargetView | undefined> {
    this.#opened ??= this.#inTurn(() => this.#open())
    return this.#opened
  }

  next(): Promise<IteratorResult<Given<Chunk>, void>> {
    if (this.#latest !== undefined) return this.#inTurn(() => this.#next())
    if (this.#place < this.#list.length && !this.#run.isCutOff) return Promise.resolve(this.#take())
    return this.#inTurn(() => this.#next())
  }

  async return(): Promise<IteratorResult<Given<Chunk>, void>> {
    this.#list = []
    this.#place = 0
    this.#run.leave('left')
    await this.#latest?.catch(() => {})
    return over
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  [batches](): AsyncIterator<readonly Given<Chunk>[]> {
    return {
      next: () => this.#inTurn(() => this.#nextList()),
      return: async () => {
        await this.return()
        return over
      },
    }
  }

  async #open(): Promise<TargetView | undefined> {
    try {
      await this.#run.open()
    } catch (error) {
      this.#failure = { error }
      throw error
    }
    return this.#run.target
  }

  /** Waits for the calls before this one. */
  async #inTurn<Value>(call: () => Promise<Value>): Promise<Value> {
    const before = this.#latest
    const answer = before === undefined ? call() : before.then(call, call)
    this.#latest = answer
    try {
      return await answer
    } finally {
      if (this.#latest === answer) this.#latest = undefined
    }
  }

  async #next(): Promise<IteratorResult<Given<Chunk>, void>> {
    if (this.#place < this.#list.length && !this.#run.isCutOff) return this.#take()
    await this.#fill()
    return this.#list.length === 0 ? over : this.#take()
  }

  async #nextList(): Promise<IteratorResult<readonly Given<Chunk>[], undefined>> {
    if (this.#place === this.#list.length || this.#run.isCutOff) await this.#fill()
    const list = this.#list.slice(this.#place)
    this.#place = this.#list.length
    this.#run.took(list.length)
    return list.length === 0 ? over : { done: false, value: list }
  }

  async #fill(): Promise<void> {
    this.#list = []
    this.#place = 0
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure.error
    this.#list = (await this.#run.next()) ?? []
  }

  #take(): IteratorYieldResult<Given<Chunk>> {
    const value = this.#list[this.#place] as Given<Chunk>
    this.#place += 1
    this.#run.took(1)
    return { done: false, value }
  }
}

let abandoned: FinalizationRegistry<{ leave(cause: 'unread'): void }> | undefined

/** Ends the run of a stream whose iterator was garbage-collected: no reader can come for the rest. */
function watchAbandoned(stream: object, run: { leave(cause: 'unread'): void }): void {
  if (typeof FinalizationRegistry === 'undefined') return
  abandoned ??= new FinalizationRegistry((left) => {
    left.leave('unread')
  })
  abandoned.register(stream, run)
}
