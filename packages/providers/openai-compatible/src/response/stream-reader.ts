import { isDone, jsonOfEvent, mayBeError, longGraceMs } from '@llm-balancer/provider'
import type { PartReader, SseEvent, StreamEnd, TextEvent } from '@llm-balancer/provider'
import { AnswerReader } from './answer-reader.ts'
import type { AnswerContext } from './answer-reader.ts'
import { errorIn } from './error-in.ts'

/**
 * Reads a streamed answer. It throws for an error inside the stream, for one that ends before its finish reason (or before
 * `[DONE]`, where the vendor always sends it, unless it only stays silent or has told the usage and closes), and for an answer that is not what it should be.
 */
export class StreamReader implements PartReader {
  readonly #context: AnswerContext
  readonly #includeRaw: boolean
  readonly #reader: AnswerReader
  #textEvent: TextEvent | undefined
  #isEnded: boolean

  constructor(context: AnswerContext, includeRaw: boolean) {
    this.#context = context
    this.#includeRaw = includeRaw
    this.#reader = new AnswerReader(context)
    this.#isEnded = context.dialect.endsWithDone !== true
  }

  get isFinished(): boolean {
    return this.#reader.isTrusted
  }

  get graceMs(): number | undefined {
    return this.#reader.awaitsMore ? longGraceMs : undefined
  }

  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  read(event: SseEvent): void {
    const { http, answer, dialect, emit } = this.#context
    this.#textEvent = undefined
    if (isDone(event)) {
      this.#isEnded = true
      this.#reader.terminate()
    }
    const chunk = jsonOfEvent(event, http, answer)
    if (chunk === undefined) return
    const error = errorIn(chunk, dialect)
    if (error !== undefined && mayBeError(event)) throw http.classify(error, answer)
    if (this.#includeRaw) emit({ type: 'raw', rawValue: chunk })
    this.#reader.read(chunk, 'delta')
    if (!this.#includeRaw) this.#textEvent = this.#reader.textEvent
  }

  end(how?: StreamEnd): void {
    const reader = this.#reader
    const isComplete = this.#isEnded || how === 'silent' || (how !== 'broken' && reader.isSettled)
    if (!isComplete || !reader.isFinished) {
      throw reader.fail('stream-interrupted', 'the stream ended before its finish')
    }
    reader.end()
  }
}
