import {
  asRecord,
  asRecords,
  asText,
  compact,
  hasError,
  isContentPart,
  isJsonRecord,
  jsonOfEvent,
  mayBeError,
  ToolInput,
  toResponseMetadata,
  toTokenUsage,
} from '@llm-balancer/provider'
import type {
  CallOptions,
  Content,
  EmitPart,
  FailureKind,
  FinishReason,
  HttpAnswer,
  HttpClient,
  JsonRecord,
  PartReader,
  ProviderError,
  SseEvent,
  StreamPart,
} from '@llm-balancer/provider'
import { ItemList, namesOf } from './item-list.ts'
import type { Item } from './item-list.ts'
import { toContent } from './to-content.ts'
import { toFinish } from './to-finish.ts'
import { toolOf } from './tool-of.ts'

/** What a {@link ResponseReader} needs. */
export type StreamContext = {
  readonly http: HttpClient
  readonly answer: HttpAnswer
  readonly options: CallOptions
  readonly emit: EmitPart
}

type TextKind = 'text' | 'reasoning'

const writing: FinishReason = { unified: 'other', raw: undefined }

const anotherAnswer = 'another answer began in the stream'

/** Events with a piece of a text or of a tool's input. */
const piece = /\.(output_text|refusal|(reasoning)\w+|\w+_(arguments|input))\.delta$/

/**
 * Turns the events of one streamed response into parts, and knows at its end whether it was complete. An item's parts are
 * read from the item when it is done, as in a whole answer; only its texts and arguments come before. Events it does not
 * know are signs of life. Source: https://developers.openai.com/api/reference/resources/responses/streaming-events
 */
export class ResponseReader implements PartReader {
  readonly #context: StreamContext
  /** Errors in an answer have no status; the one type that is ambiguous without it gets the status it would have had. */
  readonly #http: HttpClient
  readonly #emit: EmitPart
  readonly #items = new ItemList()
  /** Tool calls with incomplete arguments: cut off by the length limit, or malformed. */
  readonly #cut: JsonRecord[] = []
  #id: string | undefined
  #response: JsonRecord | undefined
  #hasCalls = false
  #isEmpty = true

  constructor(context: StreamContext) {
    this.#context = context
    this.#http = { ...context.http, classify: (body) => this.#fault(errorIn(body)) }
    this.#emit = (part) => {
      this.#isEmpty &&= !isContentPart(part)
      context.emit(part)
    }
  }

  /** True once the event has come that says how the response ended. */
  get isWhole(): boolean {
    return this.#response !== undefined
  }

  /** @throws ProviderError for an error event or a failed response; `invalid-response` for an invalid event */
  read(frame: SseEvent): void {
    const event = jsonOfEvent(frame, this.#http, this.#context.answer)
    if (event === undefined) return
    const { type = frame.event } = event
    if (type === 'error') {
      if (mayBeError(frame)) throw this.#fault(errorIn(event))
      return
    }
    if (this.#context.options.includeRaw === true) this.#emit({ type: 'raw', rawValue: event })
    this.#take(asText(type), event)
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
    const finish = toFinish(this.#response, this.#hasCalls)
    this.#context.options.report?.({ usage: toTokenUsage(finish.usage) })
    const calls = this.#cut.flatMap((item) => toContent(item, finish.finishReason))
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
    switch (type) {
      case 'response.created':
        this.#begin(response)
        return
      case 'response.output_item.added':
        this.#open(this.#items.begin(namesOf(item, place)), item)
        return
      case 'response.output_item.done':
        this.#close(this.#items.done(namesOf(item, place)), item)
        return
      case 'response.failed':
        throw this.#fault(response['error'])
      case 'response.completed':
      case 'response.incomplete':
        this.#settle({ ...response, status: type.slice('response.'.length) })
        return
    }
    const [found, , reasoning, isInput] = piece.exec(type) ?? []
    const text = asText(delta)
    if (found === undefined || text === '') this.#emit({ type: 'ping' })
    else if (isInput === undefined) this.#write(event, text, reasoning === undefined ? 'text' : 'reasoning')
    else this.#items.written(namesOf({ id: event['item_id'] }, place)).input?.add(text)
  }

  /** @throws ProviderError for the beginning of another answer */
  #begin(response: JsonRecord): void {
    const id = asText(response['id'])
    if (this.#id !== undefined && id !== this.#id) throw this.#failure('invalid-response', anotherAnswer)
    this.#id = id
    this.#name(response)
  }

  #name({ id, model, created_at: created }: JsonRecord): void {
    this.#emit({ type: 'response-metadata', ...toResponseMetadata({ id, model, created }) })
  }

  #open(item: Item, fields: JsonRecord): void {
    const { runs, toolCallId: id, toolName } = toolOf(fields)
    if (runs === undefined || item.input !== undefined) return
    const isText = item.type === 'custom_tool_call'
    item.input = new ToolInput(id, this.#emit, isText ? 'text' : 'json')
    const start = compact({
      type: 'tool-input-start',
      id,
      toolName,
      inputEncoding: isText ? 'text' : undefined,
      ...(runs === 'vendor' ? { providerExecuted: true, dynamic: true } : {}),
    })
    this.#emit(start)
  }

  #write(event: JsonRecord, delta: string, kind: TextKind): void {
    const { output_index: place, content_index, summary_index = content_index, item_id } = event
    const type = kind === 'text' ? 'message' : 'reasoning'
    const { key, texts } = this.#items.written(namesOf({ id: item_id, type }, place))
    const index = typeof summary_index === 'number' ? summary_index : 0
    const open = texts.get(index) ?? { id: `${key}-${index}`, kind }
    if (!texts.has(index)) this.#emit({ type: `${kind}-start`, id: open.id })
    texts.set(index, open)
    this.#emit({ type: `${open.kind}-delta`, id: open.id, delta })
  }

  #close(item: Item, fields: JsonRecord): void {
    if (item.isDone) return
    item.isDone = true
    this.#hasCalls ||= toolOf(fields).runs === 'caller'
    const parts = toContent(fields, writing)
    const call = parts.find((part) => part?.type === 'tool-call')
    item.input?.end(call?.input)
    for (const [index, part] of parts.entries()) {
      if (part === undefined) this.#cut.push(fields)
      else if (part.type === 'text' || part.type === 'reasoning') {
        // Some servers count the places of texts otherwise than the item has them.
        const places = [index, ...[...item.texts.keys()].filter((place) => place >= parts.length)]
        this.#seal(item, places.find((place) => item.texts.has(place)) ?? index, part)
      } else this.#emit(part)
    }
    for (const { id, kind } of item.texts.values()) this.#emit({ type: `${kind}-end`, id })
    item.texts.clear()
  }

  /** Ends a text with the metadata of its finished item. A text that did not come in pieces is written now. */
  #seal(item: Item, place: number, part: Extract<Content, { readonly type: TextKind }>): void {
    const { type, text: delta, ...rest } = part
    const { id, kind } = item.texts.get(place) ?? { id: `${item.key}-${place}`, kind: type }
    if (!item.texts.delete(place)) {
      this.#emit({ type: `${kind}-start`, id })
      if (delta !== '') this.#emit({ type: `${kind}-delta`, id, delta })
    }
    this.#emit({ type: `${kind}-end`, id, ...rest })
  }

  /** The last event has the whole response: items without a `done` event are read from it. */
  #settle(response: JsonRecord): void {
    const output = asRecords(response['output'])
    const items = this.#items.finals(output)
    for (const [index, item] of items.entries()) this.#close(item, output[index] ?? {})
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
