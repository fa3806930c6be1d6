import {
  asCount,
  asJsonText,
  asRecord,
  asRecords,
  asText,
  hasError,
  isContentPart,
  isJsonRecord,
  jsonOfEvent,
  mayBeError,
  ProviderError,
  toResponseMetadata,
  toTokenUsage,
} from '@llm-balancer/provider'
import type {
  CallOptions,
  EmitPart,
  FailureKind,
  HttpAnswer,
  HttpClient,
  JsonRecord,
  PartReader,
  ReaderSource,
  RemotePlace,
  SseEvent,
  StreamPart,
  TextEvent,
} from '@llm-balancer/provider'
import { ItemList, namesOf } from './item-list.ts'
import { ItemWriter } from './item-writer.ts'
import type { TextKind } from './item-writer.ts'
import { toContent } from './to-content.ts'
import { toFinish } from './to-finish.ts'

/** What a {@link ResponseReader} needs. */
export type StreamContext = {
  readonly http: HttpClient
  readonly answer: HttpAnswer
  readonly options: CallOptions
  readonly emit: EmitPart
}

const anotherAnswer = 'another answer began in the stream'
const wasCancelled = 'the answer was cancelled at the vendor'

const numbersAndPadding: ReadonlySet<string> = new Set(['sequence_number', 'obfuscation'])

/** Events with a piece of a text or of a tool's input, or with all of it. */
const piece = /\.(output_text|refusal|(reasoning)\w+|\w+_(arguments|input))\.(delta|done)$/

/**
 * Turns the events of one streamed response into parts, and knows at its end whether it was complete. An item's parts are
 * read from the item when it is done, as in a whole answer; only its texts and arguments come before. Events it does not
 * know are signs of life. Source: https://developers.openai.com/api/reference/resources/responses/streaming-events
 */
export class ResponseReader implements PartReader {
  #context: StreamContext
  /** Errors in an answer have no status; the one type that is ambiguous without it gets the status it would have had. */
  readonly #http: HttpClient
  readonly #items = new ItemList()
  readonly #writer: ItemWriter
  #id: string | undefined
  #response: JsonRecord | undefined
  #isEmpty = true
  /** True for an answer that is made in the background, until something says that it has failed. */
  #isRemote = false
  /** Number of the event read last. */
  #sequence: number | undefined
  /** That of the event read last when the rest was asked for. */
  #resumedAfter = -1
  #textEvent: TextEvent | undefined

  constructor(context: StreamContext) {
    this.#context = context
    this.#http = { ...context.http, classify: (body) => this.#fault(errorIn(body)) }
    this.#writer = new ItemWriter(this.#emit)
  }

  readonly #emit = (part: StreamPart): void => {
    this.#isEmpty &&= !isContentPart(part)
    this.#context.emit(part)
  }

  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  get remote(): RemotePlace | undefined {
    const [id = '', position] = [this.#id, this.#sequence]
    const isThere = this.#isRemote && !this.isWhole && position !== undefined && /^[\w-]+$/.test(id)
    if (!isThere) return undefined
    return {
      resumePath: `/responses/${id}?stream=true&starting_after=${position}`,
      cancelPath: `/responses/${id}/cancel`,
      position,
    }
  }

  resume(source: ReaderSource): void {
    this.#context = { ...this.#context, ...source }
    this.#resumedAfter = this.#sequence ?? -1
  }

  /** True once the event has come that says how the response ended. */
  get isWhole(): boolean {
    return this.#response !== undefined
  }

  /** @throws ProviderError for an error event or a failed response; `invalid-response` for an invalid event */
  read(frame: SseEvent): void {
    this.#textEvent = undefined
    try {
      this.#read(frame)
    } catch (error) {
      // An event that cannot be read may come whole another time.
      this.#isRemote &&= ProviderError.isInstance(error) && error.kind === 'invalid-response'
      throw error
    }
  }

  #read(frame: SseEvent): void {
    const event = jsonOfEvent(frame, this.#http, this.#context.answer)
    if (event === undefined) return
    const { type = frame.event, sequence_number: sequence } = event
    if (type === 'error') {
      if (mayBeError(frame)) throw this.#fault(errorIn(event))
      return
    }
    const number = asCount(sequence)
    // A gateway may give all of an answer that was asked for the rest.
    if (number !== undefined && number <= this.#resumedAfter) return
    if (this.#context.options.includeRaw === true) this.#emit({ type: 'raw', rawValue: event })
    this.#take(asText(type), event)
    this.#sequence = number ?? this.#sequence
  }

  /** Emits the parts of a response that was not streamed. @throws ProviderError for its error, or `invalid-response` */
  readWhole(response: JsonRecord): void {
    const { status, output } = response
    if (hasError(response) || status === 'failed') throw this.#fault(response['error'])
    if (typeof status !== 'string' || !Array.isArray(output)) throw this.#failure('invalid-response')
    this.#name(response)
    this.#settle(response)
  }

  /** @throws ProviderError: `stream-interrupted` before the response has ended, `invalid-response` for an invalid one */
  end(): void {
    if (this.#response === undefined) throw this.#failure('stream-interrupted')
    const finish = toFinish(this.#response, this.#writer.hasCalls)
    this.#context.options.report?.({ usage: toTokenUsage(finish.usage) })
    const calls = this.#writer.cut.flatMap((item) => toContent(item, finish.finishReason))
    const isNothing = this.#isEmpty && finish.finishReason.unified === 'stop'
    if (isNothing || calls.includes(undefined)) throw this.#failure('invalid-response')
    for (const call of calls) this.#emit(call as StreamPart)
    this.#emit({ type: 'finish', ...finish })
  }

  /** Emits the parts of one event. */
  #take(type: string, event: JsonRecord): void {
    const { output_index: place, delta } = event
    const item = asRecord(event['item'])
    const response = asRecord(event['response'])
    if (response['status'] === 'cancelled') throw this.#failure('stream-interrupted', wasCancelled)
    switch (type) {
      case 'response.created':
        this.#begin(response)
        return
      case 'response.output_item.added':
        this.#writer.begin(this.#items.begin(namesOf(item, place)), item)
        return
      case 'response.output_item.done':
        this.#writer.done(this.#items.done(namesOf(item, place), item), item)
        return
      case 'response.failed':
        throw this.#fault(response['error'])
      case 'response.completed':
      case 'response.incomplete':
        if (response['status'] === 'failed') throw this.#fault(response['error'])
        this.#settle({
          ...response,
          status: response['status'] === 'incomplete' ? 'incomplete' : type.slice('response.'.length),
        })
        return
    }
    const [found, , reasoning, isInput, step] = piece.exec(type) ?? []
    const isWhole = step === 'done'
    const text = isWhole
      ? asJsonText(event['text'] ?? event['refusal'] ?? event['arguments'] ?? event['input'])
      : asText(delta)
    // All of a text is a sign of life, which seldom adds anything.
    if (found === undefined || text === '' || isWhole) this.#emit({ type: 'ping' })
    if (found === undefined || text === '') return
    if (isInput === undefined)
      this.#readText(event, { text, kind: reasoning === undefined ? 'text' : 'reasoning', isWhole })
    else {
      const item = this.#items.written(namesOf({ id: event['item_id'] }, place))
      if (isWhole) this.#writer.completeInput(item, text)
      else this.#writer.addInput(item, text)
    }
  }

  #readText(
    event: JsonRecord,
    { text, kind, isWhole }: { readonly text: string; readonly kind: TextKind; readonly isWhole: boolean },
  ): void {
    const { output_index: place, content_index, summary_index = content_index, item_id } = event
    const type = kind === 'text' ? 'message' : 'reasoning'
    const item = this.#items.written(namesOf({ id: item_id, type }, place))
    const index = typeof summary_index === 'number' ? summary_index : 0
    if (isWhole) {
      this.#writer.completeText(item, index, { kind, text })
      return
    }
    const write = (delta: string): void => {
      this.#writer.addText(item, index, { kind, delta })
    }
    write(text)
    if (this.#context.options.includeRaw !== true && !this.#isRemote)
      this.#textEvent = { text, field: 'delta', ignored: numbersAndPadding, write }
  }

  /** @throws ProviderError for the beginning of another answer */
  #begin(response: JsonRecord): void {
    const id = asText(response['id'])
    if (this.#id !== undefined && id !== this.#id) throw this.#failure('invalid-response', anotherAnswer)
    this.#id = id
    this.#isRemote = response['background'] === true
    this.#name(response)
  }

  #name({ id, model, created_at: created }: JsonRecord): void {
    this.#emit({ type: 'response-metadata', ...toResponseMetadata({ id, model, created }) })
  }

  /** The last event has the whole response: items without a `done` event are read from it, or from what has come of them. */
  #settle(response: JsonRecord): void {
    const output = asRecords(response['output'])
    const items = this.#items.finals(output)
    for (const [index, item] of items.entries()) this.#writer.close(item, output[index] ?? {})
    for (const item of this.#items.unfinished()) this.#writer.close(item, {})
    this.#response = response
  }

  #failure(kind: FailureKind, message?: string): ProviderError {
    const { http, answer } = this.#context
    return http.failure(kind, answer, message)
  }

  #fault(error: unknown): ProviderError {
    const { http, answer } = this.#context
    const isInvalid = asRecord(error)['type'] === 'invalid_request_error'
    return http.classify({ error }, isInvalid ? { ...answer, status: 400 } : answer)
  }
}

/** The error in an event or a body, which may be the error itself. */
function errorIn(body: unknown): unknown {
  if (!isJsonRecord(body)) return body
  return body['error'] ?? (body['type'] === 'error' ? { ...body, type: undefined } : body)
}
