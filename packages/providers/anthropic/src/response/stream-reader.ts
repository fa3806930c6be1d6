import { jsonOfEvent, longGraceMs, mayBeError, toTokenUsage } from '@llm-balancer/provider'
import type {
  EmitPart,
  HttpAnswer,
  HttpClient,
  PartReader,
  ReaderOptions,
  SseEvent,
  StreamEnd,
  TextEvent,
} from '@llm-balancer/provider'
import { errorIn } from './error-in.ts'
import { MessageReader } from './message-reader.ts'

type StreamCall = ReaderOptions & { readonly emit: EmitPart }

/**
 * Reads a streamed answer up to its `message_stop`, or to the silence after its stop reason. It throws the error of an `error` event,
 * `stream-interrupted` when the stream ends before the message, and `invalid-response` for an invalid answer.
 */
export class StreamReader implements PartReader {
  readonly #http: HttpClient
  readonly #answer: HttpAnswer
  readonly #call: StreamCall
  readonly #reader: MessageReader
  #textEvent: TextEvent | undefined
  /** The terminator is promised. */
  readonly graceMs: number = longGraceMs

  constructor(http: HttpClient, answer: HttpAnswer, call: StreamCall) {
    const { emit, continues } = call
    this.#answer = answer
    this.#call = call
    this.#http = { ...http, classify: (body) => errorIn(http, answer, body) }
    this.#reader = new MessageReader(emit, (kind, message) => http.failure(kind, answer, message), continues)
  }

  get isWhole(): boolean {
    return this.#reader.isStopped
  }

  get isFinished(): boolean {
    return this.#reader.isFinished
  }

  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  read(event: SseEvent): void {
    const { emit, report, includeRaw } = this.#call
    this.#textEvent = undefined
    const message = jsonOfEvent(event, this.#http, this.#answer)
    if (message === undefined) return
    if (message['type'] === 'error') {
      if (mayBeError(event)) throw this.#http.classify(message, this.#answer)
      return
    }
    if (includeRaw === true) emit({ type: 'raw', rawValue: message })
    this.#reader.read(message)
    if (includeRaw !== true) this.#textEvent = this.#reader.textEvent
    if ('usage' in message || 'message' in message) {
      report?.({ usage: toTokenUsage(this.#reader.finish.usage) })
    }
  }

  end(how?: StreamEnd): void {
    this.#reader.end(how === 'silent' || this.#reader.isStopped)
  }
}
