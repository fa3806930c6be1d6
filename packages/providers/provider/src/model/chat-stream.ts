import type { CallOptions } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import type { SseEvent } from '../http/event-reader.ts'
import type { EventAnswer } from '../http/http-answer.ts'
import type { BatchSource } from '../stream/batch-stream.ts'
import type { PartReader } from '../stream/part-reader.ts'
import type { ChatApi } from './chat-api.ts'
import { toHttpCall } from './to-http-call.ts'

/** One call that a {@link ChatStream} makes. */
export type ChatCall = {
  readonly api: ChatApi
  readonly request: ChatRequest
  readonly options: CallOptions
}

/** One streamed answer: its head, then the parts of its events as they come. A failure is thrown after the parts before it. */
export class ChatStream implements BatchSource<StreamPart> {
  readonly #call: ChatCall
  #answer: EventAnswer | undefined
  #reader: PartReader | undefined
  /** What has been emitted since the last batch. */
  #parts: StreamPart[] = []
  #failure: { readonly error: unknown } | undefined
  #isOver = false

  constructor(call: ChatCall) {
    this.#call = call
  }

  next(): Promise<readonly StreamPart[] | undefined> {
    const answer = this.#answer
    const isReading = answer !== undefined && !this.#isOver && this.#failure === undefined
    return isReading ? answer.next().then(this.#read) : this.#beginOrEnd()
  }

  close(): void {
    this.#answer?.close()
  }

  async #beginOrEnd(): Promise<StreamPart[] | undefined> {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#isOver) return undefined
    const { api, request, options } = this.#call
    const { body, warnings } = api.body(request, true)
    const answer = await api.http.postStream(api.path(true), body, toHttpCall(options, request))
    this.#answer = answer
    this.#reader = api.reader(answer, options, (part) => {
      this.#parts.push(part)
    })
    return [
      { type: 'stream-start', warnings, request: { url: answer.url, body } },
      { type: 'response-metadata', headers: answer.headers },
    ]
  }

  readonly #read = (events: readonly SseEvent[] | undefined): StreamPart[] => {
    try {
      const reader = this.#reader
      for (const event of events ?? []) {
        reader?.read(event)
        if (reader?.isWhole === true) break
      }
      this.#isOver = events === undefined || reader?.isWhole === true
      if (this.#isOver) reader?.end()
    } catch (error) {
      this.#failure = { error }
    }
    const parts = this.#parts
    this.#parts = []
    return parts
  }
}
