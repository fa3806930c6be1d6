import type { StreamOperation } from '../contracts/call.ts'
import type { StreamOptions } from '../contracts/run-options.ts'
import type { FailureKind } from '../errors/failure.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import { describeValue } from '../options.ts'
import type { ActiveAttempt } from './active-attempt.ts'
import { innerOptions, reportingTo } from './group.ts'
import { isThenable } from './is-thenable.ts'
import { RuleFault, timeoutError } from './judge.ts'

/** How a stream's chunks are read. */
export type ChunkRules<Chunk> = Pick<StreamOptions<Chunk>, 'isContent' | 'isFinal' | 'usageOf'>

/**
 * Reads the stream of one attempt: holds the preamble back until the first content, keeps the clocks, and knows whether
 * the answer is whole. Pulls one chunk upstream for each chunk that is asked for.
 */
export class StreamReader<Client, Chunk> {
  readonly attempt: ActiveAttempt<Client>
  readonly #rules: ChunkRules<Chunk>
  /** Read and not given yet: the preamble and the first content. */
  readonly #held: Chunk[] = []
  readonly #given: Chunk[] = []
  #source: AsyncIterator<Chunk> | undefined
  #responded = false
  #committed = false
  #whole = false

  constructor(attempt: ActiveAttempt<Client>, rules: ChunkRules<Chunk>) {
    this.attempt = attempt
    this.#rules = rules
  }

  /** True once the first content has come. */
  get committed(): boolean {
    return this.#committed
  }

  /** True once the answer has all it needs; chunks may follow, and what goes wrong then harms nothing. */
  get whole(): boolean {
    return this.#whole
  }

  /** Calls upstream and reads up to the first content, or to the end of an answer without any. @throws what went wrong */
  async open(operation: StreamOperation<Client, Chunk>): Promise<void> {
    await this.#connect(operation)
    while (!this.#committed) {
      const chunk = await this.#pull()
      if (chunk === undefined) return
      this.#held.push(chunk.value)
      if (!this.#isContent(chunk.value)) continue
      this.#committed = true
      this.attempt.commit()
    }
  }

  /** The next chunk for the caller; undefined after the end of a whole answer. @throws what broke the stream */
  async next(): Promise<{ readonly value: Chunk } | undefined> {
    this.#check()
    const chunk = this.#held.length > 0 ? { value: this.#held.shift() as Chunk } : await this.#pull()
    if (chunk !== undefined) this.#given.push(chunk.value)
    return chunk
  }

  /** Ends what still runs upstream, without waiting for it: a source that ignores the abort holds nobody up. */
  release(): void {
    const source = this.#source
    if (source === undefined) return
    this.#source = undefined
    this.attempt.abort(new DOMException('the stream is no longer read', 'AbortError'))
    void close(source)
  }

  /** The error of an answer that broke after the caller had read some of it. */
  interrupted(kind: FailureKind, cause: unknown): StreamInterruptedError<Chunk> {
    const { id } = this.attempt.entry.view
    const count = String(this.#given.length)
    return new StreamInterruptedError(
      `balancer: the stream of target "${id}" broke after ${count} chunks (${kind})`,
      { partial: [...this.#given], targetId: id, kind, cause },
    )
  }

  async #connect(operation: StreamOperation<Client, Chunk>): Promise<void> {
    const { run, entry, timeouts } = this.attempt
    run.scope.check()
    const opening = this.#call(operation)
    if (!isThenable(opening)) {
      this.#source = iteratorOf(opening)
      return
    }
    const limitMs = Math.min(timeouts.attemptMs, timeouts.firstContentMs)
    try {
      this.#source = iteratorOf(
        await run.scope.race(opening, limitMs, () => timeoutError(entry.view.id, 'no response', limitMs)),
      )
    } catch (error) {
      opening.then((late) => close(iteratorOf(late))).then(undefined, ignore)
      throw error
    }
    this.#responded = true
  }

  #call(operation: StreamOperation<Client, Chunk>): AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>> {
    const { group, client } = this.attempt.entry
    if (group === undefined) return operation(client as Client, this.attempt)
    const { isContent, isFinal, usageOf } = this.#rules
    return group.stream(
      reportingTo(this.attempt, operation),
      { ...innerOptions(this.attempt, this.attempt.run.options), isContent, isFinal, usageOf },
      this.attempt.openGroup(),
    )
  }

  /** One chunk from upstream. */
  async #pull(): Promise<{ readonly value: Chunk } | undefined> {
    this.#check()
    const source = this.#source
    if (source === undefined) return undefined
    const { scope } = this.attempt.run
    const [limitMs, onLimit] = this.#clock()
    let result: IteratorResult<Chunk, unknown>
    try {
      result = await scope.race(source.next(), limitMs, onLimit)
    } catch (error) {
      if (!this.#whole || scope.cancelled?.cause === 'aborted') throw error
      return undefined
    }
    this.#responded = true
    if (result.done === true) {
      this.#source = undefined
      this.#checkWhole()
      return undefined
    }
    this.#read(result.value)
    return result
  }

  /** An answer that is whole stays so, whatever ends the run, unless its caller does. */
  #check(): void {
    const { scope } = this.attempt.run
    if (!this.#whole || scope.cancelled?.cause === 'aborted') scope.check()
  }

  /** The clock that is running now: until the response, until the first content, or between chunks. */
  #clock(): [number, () => unknown] {
    const { timeouts, elapsedMs, entry } = this.attempt
    const { attemptMs, firstContentMs, idleMs } = timeouts
    if (this.#committed) return [idleMs, () => timeoutError(entry.view.id, 'no further content', idleMs)]
    const [totalMs, what] =
      this.#responded || firstContentMs <= attemptMs
        ? [firstContentMs, 'no content']
        : [attemptMs, 'no response']
    return [Math.max(0, totalMs - elapsedMs), () => timeoutError(entry.view.id, what, totalMs)]
  }

  #isContent(chunk: Chunk): boolean {
    return byRules(() => this.#rules.isContent?.(chunk) ?? true)
  }

  #read(chunk: Chunk): void {
    const usage = byRules(() => this.#rules.usageOf?.(chunk))
    if (usage !== undefined) this.attempt.report({ usage })
    if (byRules(() => this.#rules.isFinal?.(chunk) === true)) this.#whole = true
  }

  /** The stream has ended without an error; whether its answer has is another matter. */
  #checkWhole(): void {
    const { id } = this.attempt.entry.view
    if (this.#rules.isFinal !== undefined && !this.#whole) {
      throw new ProviderError({
        provider: id,
        kind: 'stream-interrupted',
        message: 'the stream ended before its answer did',
      })
    }
    if (this.#given.length === 0 && this.#held.length === 0) {
      throw new ProviderError({ provider: id, kind: 'invalid-response', message: 'the stream was empty' })
    }
    this.#whole = true
  }
}

/** Asks one of the caller's own rules. @throws RuleFault around what it throws: the target is not to blame */
function byRules<Value>(ask: () => Value): Value {
  try {
    return ask()
  } catch (error) {
    throw new RuleFault('a rule for reading the stream threw', { cause: error })
  }
}

function iteratorOf<Chunk>(opened: AsyncIterable<Chunk>): AsyncIterator<Chunk> {
  if (typeof (opened as Partial<AsyncIterable<Chunk>> | undefined)?.[Symbol.asyncIterator] !== 'function')
    throw new TypeError(`the operation of a stream must give an async iterable, got ${describeValue(opened)}`)
  return opened[Symbol.asyncIterator]()
}

async function close(source: AsyncIterator<unknown>): Promise<void> {
  try {
    await source.return?.()
  } catch {
    // The stream is over; how its source takes that is nobody's business any more.
  }
}

function ignore(): void {
  // A response that came too late, or never: its attempt has ended for another reason.
}
