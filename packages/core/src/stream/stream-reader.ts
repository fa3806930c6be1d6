import type { StreamOperation } from '../contracts/call.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import { cancelBody } from '../errors/cancel-body.ts'
import type { FailureKind } from '../errors/failure.ts'
import { isResponse } from '../errors/is-response.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import { misuse } from '../options/misuse.ts'
import type { ActiveAttempt } from '../run/attempt.ts'
import { callTarget } from '../run/call-target.ts'
import { checkFiltered } from '../run/check-answer.ts'
import type { Entry } from '../run/hedge-contest.ts'
import { inTime, limitOf, type AttemptClock } from '../run/in-time.ts'
import { wasLeft } from '../run/judge.ts'
import { batchesOf } from '../streams/batches.ts'
import { closeQuietly } from '../streams/close-quietly.ts'
import { closeUnread } from '../streams/close-unread.ts'
import { isThenable } from '../streams/is-thenable.ts'
import { RepeatedWait, type WaitLimit } from '../time/repeated-wait.ts'
import { KeptChunks } from './kept-chunks.ts'
import { unreadMsOf } from './unread-ms-of.ts'

/** The caller's own rules for a chunk. */
type Rule = 'isContent' | 'isProgress' | 'needsContent' | 'isFinal' | 'usageOf'

/**
 * Reads the stream of one attempt, list by list: holds the preamble back until the first content, keeps the clocks, and knows
 * whether the answer is whole. Pulls one list upstream for each list that is asked for.
 */
export class StreamReader<Client, Chunk> implements Entry<Client> {
  readonly attempt: ActiveAttempt<Client>
  readonly #operation: StreamOperation<Client, Chunk>
  /** The chunks that the caller was given. */
  readonly given: KeptChunks<Chunk>
  /** True when the caller has some of the answer already: whatever comes is more of it. */
  readonly isGoingOn: boolean
  #source: AsyncIterator<readonly Chunk[]> | undefined
  readonly #wait: RepeatedWait<IteratorResult<readonly Chunk[], unknown>, readonly Chunk[] | undefined>
  /** The limit between chunks. */
  #idleLimit: WaitLimit | undefined
  /** What came up to the first content, and was not given yet. */
  #held: readonly Chunk[] = []
  #hasResponded = false
  #hasChunks = false
  #hasProgress = false
  #isCommitted = false
  #isWhole = false

  /** @param broken the reader of the same answer whose stream broke */
  constructor(
    attempt: ActiveAttempt<Client>,
    operation: StreamOperation<Client, Chunk>,
    broken?: StreamReader<Client, Chunk>,
  ) {
    this.attempt = attempt
    this.#operation = operation
    this.#wait = new RepeatedWait(attempt.run.engine.clock, {
      fulfilled: this.#receive,
      rejected: this.#break,
    })
    this.given = broken?.given ?? new KeptChunks(attempt.run.options.partial ?? 'last')
    this.isGoingOn = broken !== undefined && (broken.#isCommitted || broken.isGoingOn)
    if (broken === undefined) return
    this.#held = broken.#held
    this.#hasChunks = broken.#hasChunks
  }

  /** True once the first content has come. */
  get isCommitted(): boolean {
    return this.#isCommitted
  }

  /** True once the answer is complete; chunks may follow, and a failure after that changes nothing. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** A whole answer stays whole however the run ends, unless the caller aborts it. */
  get isSafe(): boolean {
    return this.#isWhole && this.attempt.run.cancelled?.cause !== 'aborted'
  }

  /** Calls upstream and reads up to the first content, or to the end of an answer without any. @throws what went wrong */
  async open(): Promise<void> {
    const connected = this.#connect()
    if (connected !== undefined) await connected
    const held: Chunk[] = [...this.#held]
    this.#held = held
    while (!this.#isCommitted) {
      const list = await this.#pull()
      if (list === undefined) break
      for (const chunk of list) held.push(chunk)
      this.#isCommitted = this.isGoingOn || list.some((chunk) => this.#byRule('isContent', chunk) !== false)
      if (!this.#isCommitted) this.#hasProgress ||= this.#showsProgress(list)
    }
    this.#isCommitted ||= this.isGoingOn
    if (this.#isCommitted) return
    for (const chunk of held) checkFiltered(this.attempt, chunk)
    this.#checkContent(held)
  }

  /** @throws ProviderError for an answer that ended without any content, where it needs some */
  #checkContent(held: readonly Chunk[]): void {
    const { needsContent, isFinal } = this.attempt.run.options
    if (needsContent === undefined) return
    const final =
      isFinal === undefined ? held.at(-1) : held.findLast((chunk) => this.#byRule('isFinal', chunk) === true)
    if (final === undefined || this.#byRule('needsContent', final) !== true) return
    const provider = this.attempt.target.id
    throw new ProviderError({ provider, kind: 'invalid-response', message: 'the answer has no content' })
  }

  /** The next chunks for the caller; undefined after the end of a whole answer. @throws what broke the stream */
  next(): readonly Chunk[] | PromiseLike<readonly Chunk[] | undefined> | undefined {
    const held = this.#held
    if (held.length === 0) return this.#pull()
    this.#checkUnlessWhole()
    this.#held = []
    return held
  }

  /** Ends what still runs upstream, without waiting for it: a source that ignores the abort delays nothing. */
  release(): void {
    this.#wait.stop()
    const source = this.#source
    if (source === undefined) return
    this.#source = undefined
    this.attempt.abort(wasLeft())
    void closeQuietly(source)
  }

  /** The error of an answer that broke after the caller had read some of it. */
  interrupted(kind: FailureKind, cause: unknown): StreamInterruptedError<Chunk> {
    const { target, run } = this.attempt
    const what =
      run.cancelled?.cause === 'unread'
        ? `was not read for ${unreadMsOf(this.attempt)} ms, and ended`
        : 'broke'
    return new StreamInterruptedError(
      `balancer: the stream of target "${target.id}" ${what} after ${this.given.count} chunks (${kind})`,
      { partial: this.given.all(), targetId: target.id, kind, cause },
    )
  }

  /** Makes the call. Undefined when its stream is there at once, as that of every adapter is. */
  #connect(): Promise<void> | undefined {
    const { attempt } = this
    attempt.run.checkCancelled()
    const opening = callTarget(attempt, this.#operation, 'stream')
    if (isThenable(opening)) return this.#open(opening)
    this.#source = batchesOf(notResponse(opening))
    return undefined
  }

  async #open(opening: PromiseLike<AsyncIterable<Chunk>>): Promise<void> {
    const opened = await inTime(this.attempt, opening, { ...this.#clock(), discard: closeUnread })
    this.#source = batchesOf(notResponse(opened))
    this.#hasResponded = true
  }

  /** Reads one list from upstream; undefined at the end. @throws as it rejects, with what broke the stream */
  #pull(): PromiseLike<readonly Chunk[] | undefined> | undefined {
    this.#checkUnlessWhole()
    if (this.#source === undefined) return undefined
    try {
      const settled = this.#wait.for(this.#source.next(), this.#limit())
      this.attempt.waitsFor(this.#wait)
      return settled
    } catch (error) {
      this.#break(error)
      return undefined
    }
  }

  readonly #receive = (
    result: IteratorResult<readonly Chunk[], unknown>,
  ): PromiseLike<readonly Chunk[] | undefined> | readonly Chunk[] | undefined => {
    this.#hasResponded = true
    if (result.done === true) {
      this.#finish()
      return undefined
    }
    if (result.value.length === 0) return this.#pull()
    this.#hasChunks = true
    this.#look(result.value)
    return result.value
  }

  /** Nothing that breaks after a whole answer counts. */
  readonly #break = (error: unknown): undefined => {
    if (!this.isSafe) throw error
  }

  #look(list: readonly Chunk[]): void {
    const { isFinal, usageOf } = this.attempt.run.options
    if (usageOf === undefined && isFinal === undefined) return
    for (const chunk of list) {
      const usage = usageOf === undefined ? undefined : this.#byRule('usageOf', chunk)
      if (usage !== undefined) this.attempt.handle.report({ usage: usage as TokenUsage })
      if (isFinal !== undefined && this.#byRule('isFinal', chunk) === true) this.#isWhole = true
    }
  }

  #showsProgress(list: readonly Chunk[]): boolean {
    if (this.attempt.run.options.isProgress === undefined) return false
    return list.some((chunk) => this.#byRule('isProgress', chunk) === true)
  }

  /** The stream has ended without an error. @throws ProviderError when its answer is not whole */
  #finish(): void {
    this.#source = undefined
    const { run, target } = this.attempt
    const provider = target.id
    if (run.options.isFinal !== undefined && !this.#isWhole)
      throw new ProviderError({ provider, kind: 'stream-interrupted', message: 'the stream ended early' })
    if (!this.#hasChunks)
      throw new ProviderError({ provider, kind: 'invalid-response', message: 'the stream was empty' })
    this.#isWhole = true
  }

  /** Applies one of the caller's own rules to a chunk. When the rule throws, the target is not charged. */
  #byRule(rule: Rule, chunk: Chunk): unknown {
    try {
      const answer: unknown = this.attempt.run.options[rule]?.(chunk)
      if (isThenable(answer)) throw misuse(rule, 'its answer at once', answer)
      return answer
    } catch (error) {
      this.attempt.isRuleFault = true
      throw error
    }
  }

  /** @throws runCancelled when the run was ended from outside, unless the answer is whole */
  #checkUnlessWhole(): void {
    if (!this.isSafe) this.attempt.checkBounds()
  }

  #limit(): WaitLimit {
    if (!this.#isCommitted && !this.#hasProgress) return limitOf(this.attempt, this.#clock())
    this.#idleLimit ??= limitOf(this.attempt, { name: 'idleMs', what: 'no further content' })
    return this.#idleLimit
  }

  /** The clock that is running before the first content: until the response, or until that content. */
  #clock(): AttemptClock {
    const { attemptMs = Infinity, firstContentMs = Infinity } = this.attempt.timeouts
    const since = this.attempt.startedAt
    return this.#hasResponded || firstContentMs < attemptMs
      ? { name: 'firstContentMs', what: 'no content', since }
      : { name: 'attemptMs', what: 'no response', since }
  }
}

/** @throws TypeError for a `Response`, whose body was meant */
function notResponse<Stream>(stream: Stream): Stream {
  if (!isResponse(stream) || Symbol.asyncIterator in stream) return stream
  cancelBody(stream)
  throw new TypeError('a stream must give an async iterable, got a Response; give its body')
}
