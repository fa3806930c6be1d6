import {
  asRecord,
  asRecords,
  asText,
  compact,
  hasError,
  isContentPart,
  parseJsonObject,
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

/** Events with a piece of a text or of a tool's input. */
const piece = /\.(output_text|refusal|(reasoning)\w+|\w+_(arguments|input))\.delta$/

/**
 * Turns the events of one streamed response into parts, and knows at its end whether it was complete. An item's parts are
 * read from the item when it is done, as in a whole answer; only its texts and arguments come before. Events it does not
 * know are signs of life. Source: https://developers.openai.com/api/reference/resources/responses/streaming-events
 */
export class ResponseReader implements PartReader {
  readonly #context: StreamContext
  readonly #emit: EmitPart
  /** Ids of texts that are being written: the place of their item and their own in it. */
  readonly #texts = new Set<string>()
  /** Ids of tool calls whose input is being written, by the place of their item. */
  readonly #inputs = new Map<unknown, string>()
  readonly #done = new Set<unknown>()
  /** Tool calls with incomplete arguments: cut off by the length limit, or malformed. */
  readonly #cut: JsonRecord[] = []
  #response: JsonRecord | undefined
  #hasCalls = false
  #isEmpty = true

  constructor(context: StreamContext) {
    this.#context = context
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
  read({ data, event: name, cut }: SseEvent): void {
    const event = parseJsonObject(data) ?? (name === 'error' ? { error: data } : undefined)
    if (event === undefined) {
      if (cut === true || /^\s*(\[DONE\])?$/.test(data)) return
      throw this.#failure('invalid-response')
    }
    const { type = name } = event
    // An error event contains its error, or is the error itself.
    if (type === 'error') throw this.#fault(event['error'] ?? { ...event, type: undefined })
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
        this.#name(response)
        return
      case 'response.output_item.added':
        this.#open(place, item)
        return
      case 'response.output_item.done':
        this.#close(place, item)
        return
      case 'response.failed':
        throw this.#fault(response['error'])
      case 'response.completed':
      case 'response.incomplete':
        this.#settle({ ...response, status: type.slice('response.'.length) })
        return
    }
    const [found, , reasoning, isInput] = piece.exec(type) ?? []
    const input = this.#inputs.get(place)
    if (found === undefined || typeof delta !== 'string') this.#emit({ type: 'ping' })
    else if (isInput === undefined) this.#write(event, reasoning === undefined ? 'text' : 'reasoning')
    else if (input !== undefined) this.#emit({ type: 'tool-input-delta', id: input, delta })
  }

  #name({ id, model, created_at: created }: JsonRecord): void {
    this.#emit({ type: 'response-metadata', ...toResponseMetadata({ id, model, created }) })
  }

  #open(place: unknown, item: JsonRecord): void {
    const { runs, toolCallId: id, toolName } = toolOf(item)
    if (runs === undefined) return
    this.#inputs.set(place, id)
    const isText = item['type'] === 'custom_tool_call'
    const start = compact({
      type: 'tool-input-start',
      id,
      toolName,
      inputEncoding: isText ? 'text' : undefined,
      ...(runs === 'vendor' ? { providerExecuted: true, dynamic: true } : {}),
    })
    this.#emit(start)
  }

  #write(event: JsonRecord, kind: TextKind): void {
    const { output_index: place, content_index, summary_index: index = content_index, delta } = event
    const id = `${String(place)}-${String(index)}`
    if (!this.#texts.has(id)) this.#emit({ type: `${kind}-start`, id })
    this.#texts.add(id)
    this.#emit({ type: `${kind}-delta`, id, delta: asText(delta) })
  }

  #close(place: unknown, item: JsonRecord): void {
    this.#done.add(place)
    this.#hasCalls ||= toolOf(item).runs === 'caller'
    const input = this.#inputs.get(place)
    if (input !== undefined) this.#emit({ type: 'tool-input-end', id: input })
    for (const [index, part] of toContent(item, writing).entries()) {
      if (part === undefined) this.#cut.push(item)
      else if (part.type === 'text' || part.type === 'reasoning') {
        this.#seal(`${String(place)}-${index}`, part)
      } else this.#emit(part)
    }
  }

  /** Ends a text with the metadata of its finished item. A text that did not come in pieces is written now. */
  #seal(id: string, part: Extract<Content, { readonly type: TextKind }>): void {
    const { type, text: delta, ...rest } = part
    if (!this.#texts.delete(id)) {
      this.#emit({ type: `${type}-start`, id })
      if (delta !== '') this.#emit({ type: `${type}-delta`, id, delta })
    }
    this.#emit({ type: `${type}-end`, id, ...rest })
  }

  /** The last event has the whole response: items without a `done` event are read from it. */
  #settle(response: JsonRecord): void {
    for (const [place, item] of asRecords(response['output']).entries()) {
      if (!this.#done.has(place)) this.#close(place, item)
    }
    this.#response = response
  }

  #failure(kind: FailureKind): ProviderError {
    const { http, answer } = this.#context
    return http.failure(kind, answer)
  }

  /** Errors in an answer have no status; the one type that is ambiguous without it gets the status it would have had. */
  #fault(error: unknown): ProviderError {
    const { http, answer } = this.#context
    const isInvalid = asRecord(error)['type'] === 'invalid_request_error'
    return http.classify({ error }, isInvalid ? { ...answer, status: 400 } : answer)
  }
}
