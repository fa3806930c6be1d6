import type { CallOptions } from '../chat/chat-model.ts'
import type { ChatRequest } from '../chat/chat-request.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import { withBrokenInputs } from '../chat/with-broken-inputs.ts'
import type { SseEvent } from '../http/event-reader.ts'
import type { EventAnswer } from '../http/http-answer.ts'
import { isJsonRecord, parseJson } from '../read/json-record.ts'
import type { BatchSource } from '../stream/batch-stream.ts'
import { emitAnswer } from '../stream/emit-answer.ts'
import type { PartReader, StreamEnd } from '../stream/part-reader.ts'
import { RepeatReader } from '../stream/repeat-reader.ts'
import { toTokenUsage } from '../stream/stream-parts.ts'
import { bodyOf } from './body-of.ts'
import type { ChatApi } from './chat-api.ts'
import { RemoteAnswer } from './remote-answer.ts'
import { toHttpCall } from './to-http-call.ts'

const noStream = 'the answer is neither a stream of events nor a JSON object'

/** One call that a {@link ChatStream} makes. */
export type ChatCall = {
  readonly api: ChatApi
  readonly request: ChatRequest
  readonly options: CallOptions & { readonly signal: AbortSignal }
}

/** One streamed answer: its head, then the parts of its events as they come. A failure is thrown after the parts before it. */
export class ChatStream implements BatchSource<StreamPart> {
  readonly #call: ChatCall
  #answer: EventAnswer | undefined
  #reader: PartReader | undefined
  /** What has been emitted since the last batch. */
  #parts: StreamPart[] = []
  #failure: { readonly error: unknown } | undefined
  /** The answer, where the vendor goes on with it although this stream breaks. */
  #remote: RemoteAnswer | undefined
  #isOver = false

  constructor(call: ChatCall) {
    this.#call = call
  }

  next(): Promise<readonly StreamPart[] | undefined> {
    const answer = this.#answer
    if (answer === undefined || this.#isOver || this.#failure !== undefined) return this.#beginOrEnd()
    if (this.#reader?.isFinished !== true) return answer.read(this.#read)
    return answer.nextOrSilence(this.#reader.graceMs).then(this.#readRest, this.#break)
  }

  close(): void {
    this.#answer?.close()
    if (this.#call.options.onResumable === undefined) this.#remote?.cancel()
  }

  async #beginOrEnd(): Promise<StreamPart[] | undefined> {
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#isOver) return undefined
    const { api, request, options } = this.#call
    if (options.resume !== undefined) return this.#resume(RemoteAnswer.from(options.resume))
    const { body, warnings } = bodyOf(api, request, true)
    const answer = await api.http.postStream(api.path(true), body, toHttpCall(options, request))
    this.#answer = answer
    const continues = request.messages.at(-1)?.role === 'assistant'
    this.#reader = new RepeatReader(api.reader(answer, { ...options, continues }, this.#emit))
    return [
      {
        type: 'stream-start',
        warnings: withBrokenInputs(warnings, request),
        request: { url: answer.url, body },
      },
      { type: 'response-metadata', headers: answer.headers },
    ]
  }

  async #resume(remote: RemoteAnswer): Promise<StreamPart[]> {
    const { api, request, options } = this.#call
    this.#own(remote)
    try {
      const answer = await api.http.getStream(remote.path, toHttpCall(options, request))
      this.#answer = answer
      this.#reader = remote.reader
      remote.reader.resume?.({ answer, options, emit: this.#emit })
    } catch (error) {
      throw remote.refused(error)
    }
    return [{ type: 'ping' }]
  }

  #own(remote: RemoteAnswer): void {
    const { signal, onResumable } = this.#call.options
    this.#remote = remote
    if (onResumable !== undefined) onResumable(remote)
    else
      signal.addEventListener('abort', () => {
        remote.cancel()
      })
  }

  readonly #read = (events: readonly SseEvent[] | undefined): StreamPart[] => {
    // What was not read is there for another stream of the same answer.
    if (this.#call.options.signal.aborted) return []
    try {
      if (events === undefined) this.#end('closed')
      else if (events[0]?.isDocument === true) this.#readDocument(events[0].data)
      else this.#readEvents(events)
    } catch (error) {
      this.#failure = { error }
    }
    return this.#take()
  }

  #readEvents(events: readonly SseEvent[]): void {
    const reader = this.#reader
    try {
      for (const event of events) {
        reader?.read(event)
        if (reader?.isWhole !== true) continue
        this.#end('closed')
        return
      }
    } finally {
      this.#noteRemote()
    }
  }

  /** Also where an event could not be read: the vendor goes on with the answer. */
  #noteRemote(): void {
    const { api, request, options } = this.#call
    if (this.#remote === undefined && this.#reader?.remote !== undefined)
      this.#own(new RemoteAnswer(api, this.#reader, toHttpCall(options, request)))
  }

  /** What follows the finish. */
  readonly #readRest = (events: readonly SseEvent[] | 'silence' | undefined): StreamPart[] => {
    if (events !== 'silence') return this.#read(events)
    try {
      this.#end('silent')
    } catch (error) {
      this.#failure = { error }
    }
    return this.#take()
  }

  /** The connection broke after the finish. @throws what broke it, unless the answer is whole */
  readonly #break = (error: unknown): StreamPart[] => {
    if (this.#call.options.signal.aborted) throw error
    try {
      this.#end('broken')
    } catch {
      throw error
    }
    return this.#take()
  }

  #end(how: StreamEnd): void {
    this.#isOver = true
    this.#reader?.end(how)
  }

  /** A server that does not stream gives the whole answer; Gemini, without `alt=sse`, the chunks as a list. */
  #readDocument(text: string): void {
    const { api, options } = this.#call
    const answer = this.#answer
    const emit = this.#emit
    if (options.resume !== undefined) throw api.http.failure('stream-interrupted', answer, noStream)
    const document = parseJson(text)
    if (Array.isArray(document)) {
      for (const item of document) this.#reader?.read({ data: JSON.stringify(item) })
      this.#end('closed')
    } else {
      if (answer === undefined || !isJsonRecord(document))
        throw api.http.failure('invalid-response', answer, noStream)
      if (options.includeRaw === true) emit({ type: 'raw', rawValue: document })
      const whole = api.read(Object.assign(answer, { body: document }))
      options.report?.({ usage: toTokenUsage(whole.usage) })
      emitAnswer(whole, emit)
    }
    this.#isOver = true
  }

  readonly #emit = (part: StreamPart): void => {
    this.#parts.push(part)
  }

  #take(): StreamPart[] {
    const parts = this.#parts
    this.#parts = []
    return parts
  }
}
