import {
  asRecord,
  citedSources,
  compact,
  isContentPart,
  isEmptyAnswer,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type { EmitPart, FailureKind, FinishReason, JsonRecord, StreamPart } from '@llm-balancer/provider'
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
  text: string
}

const writing: FinishReason = { unified: 'other', raw: undefined }

/**
 * Turns the events of one streamed message into parts, and knows at its end whether it was complete. Unknown events and
 * deltas are ignored, unknown blocks become `custom` parts.
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export class MessageReader {
  readonly #emit: EmitPart
  readonly #blocks = new Map<unknown, OpenBlock>()
  /** Tool calls with incomplete arguments: cut off by the length limit, or malformed. */
  readonly #cut: JsonRecord[] = []
  readonly #sources = new Set<string>()
  #message: JsonRecord = {}
  #isStopped = false
  #isEmpty = true

  constructor(emit: EmitPart) {
    this.#emit = (part) => {
      this.#isEmpty &&= !isContentPart(part)
      emit(part)
    }
  }

  /** How the message ended, as far as the events so far tell. */
  get finish(): Finish {
    return toFinish(this.#message)
  }

  /** True after the last event. */
  get isStopped(): boolean {
    return this.#isStopped
  }

  /** Emits the parts of one event. */
  read(event: JsonRecord): void {
    const { type, index } = event
    switch (type) {
      case 'message_start': {
        this.#update(asRecord(event['message']))
        this.#emit({ type: 'response-metadata', ...toResponseMetadata(this.#message) })
        break
      }
      case 'content_block_start':
        this.#open(index, asRecord(event['content_block']))
        break
      case 'content_block_delta':
        this.#add(this.#blocks.get(index), asRecord(event['delta']))
        break
      case 'content_block_stop':
        this.#close(index)
        break
      case 'message_delta':
        this.#update({ ...asRecord(event['delta']), usage: event['usage'] })
        break
      case 'message_stop':
        this.#isStopped = true
        for (const open of this.#blocks.keys()) this.#close(open)
        break
      case 'ping':
        this.#emit({ type: 'ping' })
    }
  }

  /** Emits the parts that end the stream and returns what is wrong with it; only a complete one gets its `finish` part. */
  end(): FailureKind | undefined {
    const { finish } = this
    const { finishReason } = finish
    if (!this.#isStopped || finishReason.raw === undefined) return 'stream-interrupted'
    if (this.#isEmpty && isEmptyAnswer({ content: [], finishReason })) return 'invalid-response'
    for (const fields of this.#cut) {
      const call = toContent(fields, finishReason)
      if (call === undefined) return 'invalid-response'
      this.#emit(call as StreamPart)
    }
    this.#emit({ type: 'finish', ...finish })
    return undefined
  }

  /** Later counts are totals and replace earlier ones; null is ignored. */
  #update({ usage, ...fields }: JsonRecord): void {
    const merged = { ...asRecord(this.#message['usage']), ...compact(asRecord(usage)) }
    this.#message = { ...this.#message, ...fields, usage: merged }
  }

  #open(index: unknown, fields: JsonRecord): void {
    const { type, name, thinking, text = thinking } = fields
    const kind = kindOf(String(type))
    const isTool = kind === 'tool-input'
    const id = String(isTool ? fields['id'] : index)
    const block: OpenBlock = { id, kind, fields: { ...fields }, text: '' }
    this.#blocks.set(index, block)
    if (kind === undefined) return
    const providerExecuted = isTool && type !== 'tool_use' ? true : undefined
    const toolName = isTool ? name : undefined
    this.#emit(compact({ type: `${kind}-start`, id, toolName, providerExecuted }) as StreamPart)
    this.#add(block, { text })
  }

  #add(block: OpenBlock | undefined, delta: JsonRecord): void {
    if (block === undefined) return
    const { id, kind, fields } = block
    const { citation, signature, thinking, partial_json: json = thinking, text = json } = delta
    if (citation !== undefined) {
      fields['citations'] = [...((fields['citations'] ?? []) as unknown[]), citation]
      citedSources(toCitations([citation]), this.#sources).forEach(this.#emit)
    }
    if (signature !== undefined) fields['signature'] = signature
    if (kind === undefined) Object.assign(fields, { ...delta, type: fields['type'] })
    if (kind === undefined || typeof text !== 'string' || text === '') return
    block.text += text
    this.#emit({ type: `${kind}-delta`, id, delta: text })
  }

  #close(index: unknown): void {
    const block = this.#blocks.get(index)
    if (block === undefined) return
    this.#blocks.delete(index)
    const { id, kind, text } = block
    const isWritten = kind === 'tool-input' && text !== ''
    const fields = isWritten ? { ...block.fields, input: text } : block.fields
    const content = toContent(fields, writing)
    if (kind === 'tool-input') this.#emit({ type: 'tool-input-end', id })
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
