import type { BalancedStream } from '../contracts/balanced-stream.ts'
import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { TargetView } from '../contracts/target.ts'
import { checkFunction } from '../options/checks.ts'
import type { Engine } from '../run/engine.ts'
import type { RunSettings } from '../run/run-settings.ts'
import { batches, type BatchedStream } from '../streams/batches.ts'
import { Turns } from '../streams/turns.ts'
import type { Given, ListUse } from './list-use.ts'
import { StreamRun } from './stream-run.ts'

const over: IteratorReturnResult<undefined> = { done: true, value: undefined }
const none: readonly never[] = []

/** Begins nothing yet: the call is made by the first `next()` or `opened()`. */
export function executeStream<Client, Chunk>(
  engine: Engine<Client>,
  operation: StreamOperation<Client, Chunk>,
  settings: RunSettings<StreamOptions<Chunk>>,
): BalancedStream<Given<Chunk>> {
  checkFunction('operation', operation, 'stream')
  const run = new StreamRun(engine, operation, settings)
  const stream = new Unrolled(run)
  run.watch.begin(stream)
  return stream
}

/** The chunks of a stream one by one, of the lists in which they come. Calls of `next` that overlap are answered in their order. */
class Unrolled<Client, Chunk> implements BalancedStream<Given<Chunk>>, BatchedStream<Given<Chunk>> {
  readonly #run: StreamRun<Client, Chunk>
  readonly #turns = new Turns()
  #list: readonly Given<Chunk>[] = none
  #place = 0
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
    this.#opened ??= this.#turns.run(() => this.#open())
    return this.#opened
  }

  next(): Promise<IteratorResult<Given<Chunk>, void>> {
    if (this.#turns.areFree && this.#isThere()) return Promise.resolve(this.#takeOne())
    return this.#turns.run(this.#readOne)
  }

  async return(): Promise<IteratorResult<Given<Chunk>, void>> {
    this.#show(none)
    this.#run.leave()
    await this.#turns.last?.catch(() => {})
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
      next: () => this.#turns.run(this.#readList),
      return: async () => {
        await this.return()
        return over
      },
    }
  }

  async #open(): Promise<TargetView | undefined> {
    const { hasFailed } = this.#run
    try {
      await this.#run.open()
    } catch (error) {
      if (!hasFailed) this.#failure = { error }
      throw error
    } finally {
      this.#turns.end()
    }
    return this.#run.target
  }

  readonly #readOne = (): Promise<IteratorResult<Given<Chunk>, void>> => this.#read(this.#one)

  readonly #readList = (): Promise<IteratorResult<readonly Given<Chunk>[], void>> => this.#read(this.#all)

  /** Takes of the list that is there, or of the next one. */
  #read<Value>(use: ListUse<Chunk, IteratorResult<Value, void>>): Promise<IteratorResult<Value, void>> {
    if (this.#isThere()) {
      const rest = this.#list.slice(this.#place)
      use.end()
      return Promise.resolve(use.take(rest))
    }
    this.#show(none)
    return this.#failure === undefined ? this.#run.next(use) : this.#fail(use)
  }

  /** The opening failed: the next call of `next` gives its error. */
  #fail({ end }: ListUse<Chunk, unknown>): Promise<never> {
    const failure = this.#failure
    this.#failure = undefined
    end()
    return Promise.resolve().then(() => {
      throw failure?.error
    })
  }

  #show(list: readonly Given<Chunk>[]): void {
    this.#list = list
    this.#place = 0
  }

  /** What was given and not read is lost when the run was aborted. */
  #isThere(): boolean {
    return this.#place < this.#list.length && !this.#run.isCutOff
  }

  readonly #takeOne = (): IteratorResult<Given<Chunk>, void> => {
    const value = this.#list[this.#place] as Given<Chunk>
    this.#place += 1
    this.#run.took(1)
    return { done: false, value }
  }

  readonly #endTurn = (): void => {
    this.#turns.end()
  }

  /** Gives the first of the chunks that have come, and keeps the others. */
  readonly #one: ListUse<Chunk, IteratorResult<Given<Chunk>, void>> = {
    take: (list) => {
      if (list === undefined) return over
      this.#show(list)
      return this.#takeOne()
    },
    end: this.#endTurn,
  }

  /** Gives all that have come. */
  readonly #all: ListUse<Chunk, IteratorResult<readonly Given<Chunk>[], void>> = {
    take: (list) => {
      this.#show(none)
      if (list === undefined) return over
      this.#run.took(list.length)
      return { done: false, value: list }
    },
    end: this.#endTurn,
  }
}
