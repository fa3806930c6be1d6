import type { StreamOperation } from '../contracts/call.ts'
import type { BalancedStream } from '../contracts/balanced-stream.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import { ProviderError } from '../errors/provider-error.ts'
import type { ActiveAttempt } from './active-attempt.ts'
import { innerOptions, reportingTo } from './group.ts'
import { cutShort, timeoutError } from './judge.ts'

/** How a stream's chunks are read. */
export type ChunkRules<Chunk> = Pick<StreamOptions<Chunk>, 'isContent' | 'isFinal' | 'usageOf'>

/**
 * Reads the stream of one attempt: holds the preamble back until the first content, keeps the clocks, and knows whether
 * the answer is whole. Pulls one chunk upstream for each chunk that is asked for.
 */
export class StreamReader<Client, Chunk> {
  readonly #attempt: ActiveAttempt<Client>
  readonly #rules: ChunkRules<Chunk>
  readonly #onCut: () => void
  #source: AsyncIterator<Chunk> | undefined
  #inner: BalancedStream<Chunk> | undefined
  /** The chunks the caller was given, in order. */
  readonly given: Chunk[] = []
  committed = false
  #responded = false
  #complete = false

  /** @param onCut called when the run is ended from outside while the caller holds a chunk and asks for none */
  constructor(attempt: ActiveAttempt<Client>, rules: ChunkRules<Chunk>, onCut: () => void) {
    this.#attempt = attempt
    this.#rules = rules
    this.#onCut = onCut
  }

  /** The chunks, from the preamble to the end of a whole answer. @throws what broke the stream */
  async *chunks(operation: StreamOperation<Client, Chunk>): AsyncGenerator<Chunk, void, undefined> {
    const held: Chunk[] = []
    await this.#open(operation)
    for (;;) {
      const chunk = await this.#next()
      if (chunk === undefined) break
      this.#read(chunk.value)
      if (!this.committed && !this.#commits(chunk.value)) {
        held.push(chunk.value)
        continue
      }
      for (const preamble of held.splice(0)) yield* this.#give(preamble)
      yield* this.#give(chunk.value)
    }
    this.#checkWhole(held)
    for (const preamble of held) yield* this.#give(preamble)
  }

  /** Ends the upstream call and, where nothing else has, the attempt: the reader has gone away or the stream broke. */
  close(): void {
    const { cancelled } = this.#attempt.run.scope
    if (this.#complete) this.#succeed()
    else cutShort(this.#attempt, cancelled ?? { cause: 'left' }, this.committed)
    this.#release()
  }

  /** The whole stream has been read. */
  finish(): void {
    this.#succeed()
    this.#release()
  }

  #succeed(): void {
    if (this.#inner !== undefined) this.#attempt.describeGroup(this.#inner.attempts, this.#inner.target?.id)
    this.#attempt.end({ type: 'success' })
    this.#attempt.abort(new DOMException('the stream has ended', 'AbortError'))
  }

  /** Lets go of the upstream iterator, without waiting for it: one that ignores the abort holds nobody up. */
  #release(): void {
    const source = this.#source
    this.#source = undefined
    if (source?.return === undefined) return
    Promise.resolve(source.return()).then(undefined, ignore)
  }

  async #open(operation: StreamOperation<Client, Chunk>): Promise<void> {
    const { run, entry, timeouts } = this.#attempt
    run.scope.check()
    const opening = this.#start(operation)
    const limitMs = Math.min(timeouts.attemptMs, timeouts.firstContentMs)
    const isPromise = 'then' in opening
    const iterable = isPromise
      ? await run.scope.race(opening, limitMs, () => timeoutError(entry.view.id, 'no response', limitMs))
      : opening
    this.#responded = isPromise
    this.#source = iterable[Symbol.asyncIterator]()
  }

  #start(
    operation: StreamOperation<Client, Chunk>,
  ): AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>> {
    const { group, client } = this.#attempt.entry
    if (group === undefined) return operation(client as Client, this.#attempt)
    const options = { ...innerOptions(this.#attempt, this.#attempt.run.options), ...this.#rules }
    this.#inner = group.stream(reportingTo(this.#attempt, operation), options)
    return this.#inner
  }

  async #next(): Promise<{ readonly value: Chunk } | undefined> {
    const { run } = this.#attempt
    run.scope.check()
    const source = this.#source
    if (source === undefined) return undefined
    const [limitMs, onLimit] = this.#clock()
    const result = await run.scope.race(source.next(), limitMs, onLimit)
    this.#responded = true
    if (result.done !== true) return result
    this.#source = undefined
    return undefined
  }

  /** The clock that is running now: until the response, until the first content, or between chunks. */
  #clock(): [number, () => unknown] {
    const { timeouts, elapsedMs, entry } = this.#attempt
    const { attemptMs, firstContentMs, idleMs } = timeouts
    if (this.committed) return [idleMs, () => timeoutError(entry.view.id, 'no further content', idleMs)]
    const [totalMs, what] =
      this.#responded || firstContentMs <= attemptMs
        ? [firstContentMs, 'no content']
        : [attemptMs, 'no response']
    return [Math.max(0, totalMs - elapsedMs), () => timeoutError(entry.view.id, what, totalMs)]
  }

  #read(chunk: Chunk): void {
    const usage = this.#rules.usageOf?.(chunk)
    if (usage !== undefined) this.#attempt.report({ usage })
    if (this.#rules.isFinal?.(chunk) === true) this.#complete = true
  }

  #commits(chunk: Chunk): boolean {
    if (this.#rules.isContent !== undefined && !this.#rules.isContent(chunk)) return false
    this.committed = true
    this.#attempt.commit()
    return true
  }

  *#give(chunk: Chunk): Generator<Chunk, void, undefined> {
    this.given.push(chunk)
    this.#attempt.run.scope.watch(() => {
      this.close()
      this.#onCut()
    })
    yield chunk
    this.#attempt.run.scope.watch(undefined)
  }

  #checkWhole(held: readonly Chunk[]): void {
    const { id } = this.#attempt.entry.view
    if (this.#rules.isFinal !== undefined && !this.#complete) {
      throw new ProviderError({
        provider: id,
        kind: 'stream-interrupted',
        message: 'the stream ended before its answer did',
      })
    }
    if (this.given.length === 0 && held.length === 0) {
      throw new ProviderError({ provider: id, kind: 'invalid-response', message: 'the stream was empty' })
    }
    this.#complete = true
  }
}

function ignore(): void {
  // The stream is over; how its source takes that is nobody's business any more.
}
