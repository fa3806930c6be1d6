import { jsonOfEvent, mayBeError, toTokenUsage } from '@llm-balancer/provider'
import type {
  EmitPart,
  HttpAnswer,
  HttpClient,
  PartReader,
  ReaderOptions,
  SseEvent,
  TextEvent,
} from '@llm-balancer/provider'
import { MessageReader } from './message-reader.ts'
import { failureIn } from './to-finish.ts'

type StreamCall = ReaderOptions & { readonly emit: EmitPart }

/**
 * Reads a streamed answer up to its `message-end`. It throws the error in it, `stream-interrupted` when the stream ends
 * before the message, and `invalid-response` for an invalid answer.
 */
export class StreamReader implements PartReader {
  readonly #http: HttpClient
  readonly #answer: HttpAnswer
  readonly #call: StreamCall
  readonly #reader: MessageReader
  #textEvent: TextEvent | undefined

  constructor(http: HttpClient, answer: HttpAnswer, call: StreamCall) {
    const { emit, continues } = call
    this.#http = http
    this.#answer = answer
    this.#call = call
    this.#reader = new MessageReader(emit, (kind, text) => http.failure(kind, answer, text), continues)
  }

  get isWhole(): boolean {
    return this.#reader.isEnded
  }

  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  read(event: SseEvent): void {
    const { emit, includeRaw } = this.#call
    this.#textEvent = undefined
    const message = jsonOfEvent(event, this.#http, this.#answer)
    if (message === undefined) return
    // An error has a message and no type.
    if (message['type'] === undefined && typeof message['message'] === 'string') {
      if (mayBeError(event)) throw this.#http.classify(message, this.#answer)
      return
    }
    if (includeRaw === true) emit({ type: 'raw', rawValue: message })
    this.#reader.read(message)
    if (includeRaw !== true) this.#textEvent = this.#reader.textEvent
  }

  end(): void {
    const reader = this.#reader
    if (reader.isEnded) this.#call.report?.({ usage: toTokenUsage(reader.finish.usage) })
    const failure = failureIn(this.#http, this.#answer, reader.ending)
    if (failure !== undefined) throw failure
    reader.end()
  }
}
