import { StreamInterruptedError, classifyError, type FailureKind } from '@llm-balancer/core'
import type { CallContext } from '../contracts/circuit-breaker.ts'
import type { CircuitVerdict } from '../contracts/verdict.ts'
import { CallScope, type Interruption } from './call-scope.ts'
import { settleCall } from './settle-call.ts'

/** Opens a stream. */
export type OpenStream<Chunk> = (
  context: CallContext,
) => AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>>

/** A call that is answered by a stream. It waits for one thing at a time: the opening, or a chunk. */
export class StreamingCall<Chunk> extends CallScope {
  protected override readonly abortsItself = true
  #iterator: AsyncIterator<Chunk> | undefined
  #interruptWait: ((reason: unknown) => void) | undefined
  #hasEnded = false
  readonly #chunks: Chunk[] = []

  /** Opens the stream, within the breaker's `timeoutMs`. */
  async open(open: OpenStream<Chunk>): Promise<void> {
    const opening = new Promise<AsyncIterable<Chunk>>((resolve) => {
      resolve(open(this))
    })
    try {
      const stream = await this.#wait(opening, this.settings.timeoutMs)
      this.#iterator = stream[Symbol.asyncIterator]()
    } catch (error) {
      // A stream that opens after all has nobody to read it.
      if (this.interruption !== undefined) void opening.then(closeUnread).catch(() => undefined)
      throw error
    }
  }

  /** The next chunk, or undefined at the end. */
  async read(idleTimeoutMs: number): Promise<{ readonly chunk: Chunk } | undefined> {
    const step = await this.#wait(Promise.resolve(this.#iterator?.next()), idleTimeoutMs)
    if (step === undefined || step.done === true) return undefined
    this.#chunks.push(step.value)
    return { chunk: step.value }
  }

  /** The stream has come to its end. */
  complete(): void {
    this.#end(undefined, { isError: false })
  }

  /** The stream ended without the chunk that a whole one ends with; gives the error to throw. */
  truncated(): unknown {
    const error = this.#interruptedError('stream-interrupted', undefined)
    this.#end(error, { isError: true })
    return error
  }

  /** The stream failed or was cut short; gives the error to throw. */
  failed(error: unknown): unknown {
    if (this.#hasEnded) return error
    const { interruption } = this
    if (interruption?.isTimeout === false) {
      this.#end(error, { isError: true, verdict: 'neutral' })
      return error
    }
    const isTimeout = interruption?.isTimeout === true
    this.#end(error, { isError: true, isTimeout, ...(isTimeout ? { verdict: 'failure' } : {}) })
    if (this.#chunks.length === 0) return error
    return this.#interruptedError(classifyError(error, this.settings.clock.now()).kind, error)
  }

  /** The reader has gone, or the call is over: closes what is open. */
  async close(): Promise<void> {
    if (this.#hasEnded && this.interruption === undefined) return
    this.#end(undefined, { isError: false, verdict: 'neutral' })
    this.abort(new DOMException(`${this.settings.label}: the stream was left`, 'AbortError'))
    const closed = Promise.resolve(this.#iterator?.return?.()).catch(() => undefined)
    // A stream that was cut short because it hangs would not answer this either.
    if (this.interruption === undefined) await closed
  }

  protected override interrupted({ reason }: Interruption): void {
    this.#interruptWait?.(reason)
  }

  async #wait<Value>(work: Promise<Value>, limitMs: number): Promise<Value> {
    this.startTimer(limitMs)
    try {
      return await new Promise<Value>((resolve, reject) => {
        this.#interruptWait = reject
        work.then(resolve, reject)
        if (this.interruption !== undefined) reject(asError(this.interruption.reason))
      })
    } finally {
      this.stopTimer()
      this.#interruptWait = undefined
    }
  }

  #end(
    errorOrResult: unknown,
    how: { readonly isError: boolean; readonly verdict?: CircuitVerdict; readonly isTimeout?: boolean },
  ): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.dispose()
    settleCall(this.settings, this.admission, { errorOrResult, ...how })
  }

  #interruptedError(kind: FailureKind, cause: unknown): StreamInterruptedError<Chunk> {
    const { label } = this.settings
    const options = {
      partial: this.#chunks,
      targetId: label,
      kind,
      ...(cause === undefined ? {} : { cause }),
    }
    return new StreamInterruptedError(`${label}: stream interrupted: ${kind}`, options)
  }
}

async function closeUnread(stream: AsyncIterable<unknown>): Promise<void> {
  await stream[Symbol.asyncIterator]().return?.()
}

/** An abort's reason may be anything; it is passed on as it is. */
function asError(reason: unknown): Error {
  return reason as Error
}
