import {
  asRecord,
  asText,
  citedSources,
  compact,
  FinishWatch,
  isContentPart,
  isEmptyAnswer,
  isJsonRecord,
  mergeAccount,
  ToolInput,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type {
  ChunkSigns,
  EmitPart,
  FailureKind,
  FinishReason,
  JsonRecord,
  ProviderError,
  StreamPart,
  TextEvent,
} from '@llm-balancer/provider'
import { toCitations } from './to-citations.ts'
import { toContent } from './to-content.ts'
import { toFinish } from './to-finish.ts'
import type { Finish } from './to-finish.ts'

/** A block that is being written. */
type OpenBlock = {
  readonly id: string
  /** The id of its parts; undefined for a block that is not streamed. */
  readonly kind: 'text' | 'reasoning' | 'tool-input' | undefined
  readonly fields: Record<string, unknown>
  /** The arguments of a tool call. */
  readonly input: ToolInput | undefined
}

const anotherMessage = 'another message began in the stream'
const saysContent: ChunkSigns = { said: 'content', isFinish: false }
const saysThought: ChunkSigns = { said: 'thought', isFinish: false }
const ignored: ReadonlySet<string> = new Set()
/** Fields of a delta with its piece: the first that is there has it. */
const pieceFields = ['text', 'partial_json', 'thinking']
const writing: FinishReason = { unified: 'other', raw: undefined }

/**
 * Turns the events of one streamed message into parts, and knows at its end whether it was complete. Unknown events and
 * deltas are ignored, unknown blocks become `custom` parts.
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export class MessageReader {
  readonly #give: EmitPart
  readonly #blocks = new Map<unknown, OpenBlock>()
  readonly #watch = new FinishWatch()
  readonly #callIds = new Set<string>()
  /** Tool calls with incomplete arguments: cut off by the length limit, or malformed. */
  readonly #cut: JsonRecord[] = []
  readonly #sources = new Set<string>()
  readonly #fail: (kind: FailureKind, message?: string) => ProviderError
  readonly #continues: boolean
  #message: JsonRecord = {}
  #opened = 0
  #hasBegun = false
  #hasCalls = false
  #isStopped = false
  #isEmpty = true
  #textEvent: TextEvent | undefined

  /** @param continues true when the request ended with the beginning of the message */
  constructor(
    emit: EmitPart,
    fail: (kind: FailureKind, message?: string) => ProviderError,
    continues = false,
  ) {
    this.#continues = continues
    this.#fail = fail
    this.#give = emit
  }

  readonly #emit = (part: StreamPart): void => {
    this.#isEmpty &&= !isContentPart(part)
    this.#give(part)
  }

  /** How the message ended, as far as the events so far tell. */
  get finish(): Finish {
    return toFinish(this.#message, this.#hasCalls)
  }

  /** True once the message has certainly given its stop reason, and no block is open. */
  get isFinished(): boolean {
    return this.#watch.isTrusted && this.#blocks.size === 0
  }

  /** The event read last, if it was one piece of a text or a thought. */
  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  /** True after the last event. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Emits the parts of one event. @throws ProviderError for the beginning of another message */
  read(event: JsonRecord): void {
    const { type, index } = event
    this.#textEvent = undefined
    switch (type) {
      case 'message_start':
        this.#begin(asRecord(event['message']))
        break
      case 'content_block_start':
        this.#open(index ?? `block-${this.#opened}`, asRecord(event['content_block']))
        break
      case 'content_block_delta':
        this.#textEvent = this.#add(this.#blocks.get(this.#placeOf(index)), asRecord(event['delta']))
        break
      case 'content_block_stop':
        this.#close(this.#placeOf(index))
        break
      case 'message_delta':
        this.#update({ ...asRecord(event['delta']), usage: event['usage'] })
        this.#watch.see({
          isFinish: typeof asRecord(event['delta'])['stop_reason'] === 'string',
          isLast: isJsonRecord(event['usage']),
        })
        break
      case 'message_stop':
        this.#isStopped = true
        for (const open of this.#blocks.keys()) this.#close(open)
        break
      case 'ping':
        this.#emit({ type: 'ping' })
    }
  }

  /**
   * Emits the parts that end the message.
   *
   * @param isStopped true when the message counts as stopped without its last event
   * @throws ProviderError for an incomplete or invalid message
   */
  end(isStopped: boolean = this.#isStopped): void {
    const { finish } = this
    const { finishReason } = finish
    if (!isStopped || finishReason.raw === undefined) throw this.#fail('stream-interrupted')
    const continues = this.#continues
    if (this.#isEmpty && isEmptyAnswer({ content: [], finishReason, continues }))
      throw this.#fail('invalid-response')
    for (const fields of this.#cut) {
      const call = toContent(fields, finishReason)
      if (call === undefined) throw this.#fail('invalid-response')
      this.#emit(call as StreamPart)
    }
    this.#emit({ type: 'finish', ...finish })
  }

  #begin(message: JsonRecord): void {
    const { id } = message
    if (this.#hasBegun && id !== this.#message['id']) throw this.#fail('invalid-response', anotherMessage)
    this.#hasBegun = true
    this.#update(message)
    this.#emit({ type: 'response-metadata', ...toResponseMetadata(this.#message) })
  }

  /** Later counts are totals and replace earlier ones; zeros and null are ignored. */
  #update({ usage, ...fields }: JsonRecord): void {
    const merged = mergeAccount(asRecord(this.#message['usage']), asRecord(usage))
    this.#message = { ...this.#message, ...fields, usage: merged }
  }

  /** The place of the block that an event is about: the latest one where the event does not say. */
  #placeOf(index: unknown): unknown {
    return index ?? [...this.#blocks.keys()].at(-1)
  }

  /** Begins a block. One that is still open at its place has ended. */
  #open(index: unknown, fields: JsonRecord): void {
    this.#close(index)
    const { type, name, thinking, text = thinking } = fields
    const kind = kindOf(String(type))
    const isTool = kind === 'tool-input'
    const id = isTool ? this.#callId(asText(fields['id'])) : asText(index)
    const input = isTool ? new ToolInput(id, this.#emit) : undefined
    const block: OpenBlock = { id, kind, fields: { ...fields, ...(isTool ? { id } : {}) }, input }
    this.#blocks.set(index, block)
    this.#opened += 1
    if (kind !== 'text' && kind !== 'reasoning') this.#watch.see(saysContent)
    if (kind === undefined) return
    const providerExecuted = isTool && type !== 'tool_use' ? true : undefined
    const toolName = isTool ? name : undefined
    this.#emit(compact({ type: `${kind}-start`, id, toolName, providerExecuted }) as StreamPart)
    this.#add(block, { text })
  }

  /** The id of a call, one of its own where the server gives none, or several calls the same. */
  #callId(given: string): string {
    const id = given === '' || this.#callIds.has(given) ? `call-${this.#opened}` : given
    this.#callIds.add(id)
    return id
  }

  /** Adds to a block. Gives the delta when it was one piece of a text or a thought. */
  #add(block: OpenBlock | undefined, delta: JsonRecord): TextEvent | undefined {
    if (block === undefined) return undefined
    const { id, kind, fields } = block
    const { citation, signature, thinking, partial_json: json = thinking, text = json } = delta
    const piece = asText(text)
    if (citation !== undefined) {
      fields['citations'] = [...((fields['citations'] ?? []) as unknown[]), citation]
      citedSources(toCitations([citation]), this.#sources).forEach(this.#emit)
    }
    if (signature !== undefined) fields['signature'] = signature
    if (kind === undefined) Object.assign(fields, { ...delta, type: fields['type'] })
    block.input?.add(piece)
    if (kind === undefined || kind === 'tool-input' || piece === '') return undefined
    this.#watch.see(kind === 'reasoning' ? saysThought : saysContent)
    const write = (more: string): void => {
      this.#emit({ type: `${kind}-delta`, id, delta: more })
    }
    write(piece)
    const field = pieceFields.find((name) => name in delta)
    const isAll = citation === undefined && signature === undefined
    return isAll && field !== undefined ? { text: piece, field, ignored, write } : undefined
  }

  #close(index: unknown): void {
    const block = this.#blocks.get(index)
    if (block === undefined) return
    this.#blocks.delete(index)
    const { id, input } = block
    const written = input?.text ?? ''
    const fields = written === '' ? block.fields : { ...block.fields, input: written }
    const content = toContent(fields, writing)
    this.#hasCalls ||= fields['type'] === 'tool_use'
    input?.end(content?.type === 'tool-call' ? content.input : undefined)
    if (content === undefined) this.#cut.push(fields)
    else if (content.type === 'text' || content.type === 'reasoning') {
      const { type, text: _, ...rest } = content
      this.#emit({ type: `${type}-end`, id, ...rest })
    } else this.#emit(content)
  }
}

function kindOf(type: string): OpenBlock['kind'] {
  if (type.endsWith('tool_use')) return 'tool-input'
  if (type.endsWith('thinking')) return 'reasoning'
  return type === 'text' ? type : undefined
}
