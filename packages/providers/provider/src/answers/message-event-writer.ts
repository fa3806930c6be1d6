import type { ResponseMetadata } from '../chat/chat-response.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import type { FinishPart, StreamPart } from '../chat/stream-part.ts'
import { mergeMetadata } from '../stream/merge-metadata.ts'
import { WrittenInputs } from '../stream/written-inputs.ts'
import { pack } from './carried.ts'
import { messageErrorBody } from './error-body.ts'
import { sse, type AnswerContext, type EventWriter, type ToldFailure } from './event-writer.ts'
import { carrier, messageUsage, stopOf } from './message-answer.ts'

type Open = {
  readonly kind: 'text' | 'reasoning' | 'tool'
  readonly index: number
  metadata: ProviderMetadata
}

/**
 * A streamed answer as the events of Anthropic's Messages. The API writes one block after the other, so what comes while a tool
 * is being called waits until the call is whole.
 */
export class MessageEventWriter implements EventWriter {
  readonly #context: AnswerContext
  #info: ResponseMetadata = {}
  #hasBegun = false
  #indexes = 0
  #open: Open | undefined
  #openId: string | undefined
  /** Metadata of blocks that have begun and have no event yet: an empty one would be written for nothing. */
  readonly #begun = new Map<string, ProviderMetadata>()
  readonly #inputs = new WrittenInputs()
  #waiting: StreamPart[] = []

  constructor(context: AnswerContext) {
    this.#context = context
  }

  write(part: StreamPart): string {
    if (this.#open?.kind === 'tool' && part.type !== 'finish' && idOf(part) !== this.#openId) {
      this.#waiting.push(part)
      return ''
    }
    return this.#write(part) + this.#rest()
  }

  /** What has waited for the end of a call. */
  #rest(): string {
    if (this.#waiting.length === 0 || this.#open?.kind === 'tool') return ''
    const waiting = this.#waiting
    this.#waiting = []
    return waiting.map((part) => this.write(part)).join('')
  }

  #write(part: StreamPart): string {
    switch (part.type) {
      case 'response-metadata':
        this.#info = { ...this.#info, ...part }
        return ''
      case 'text-start':
      case 'reasoning-start':
        this.#begun.set(part.id, part.providerMetadata ?? {})
        return ''
      case 'text-delta':
        if (part.delta === '') return ''
        return (
          this.#into('text', part.id, { type: 'text', text: '', citations: null }) +
          this.#delta({ type: 'text_delta', text: part.delta })
        )
      case 'reasoning-delta':
        if (part.delta === '') return ''
        return (
          this.#into('reasoning', part.id, { type: 'thinking', thinking: '', signature: '' }) +
          this.#delta({ type: 'thinking_delta', thinking: part.delta })
        )
      case 'text-end':
      case 'reasoning-end':
        return this.#end(part)
      case 'tool-input-start':
        if (part.providerExecuted === true) return ''
        this.#inputs.begin(part)
        return this.#beginCall(part.id, part.toolName)
      case 'tool-input-delta':
        return this.#callDelta(part.id, this.#inputs.add(part.id, part.delta))
      case 'tool-call':
        return part.providerExecuted === true ? '' : this.#call(part)
      case 'finish':
        return this.#finish(part)
      default:
        return ''
    }
  }

  fail(failure: ToldFailure): string {
    const status = failure.kind === 'overloaded' ? 503 : failure.kind === 'rate-limit' ? 429 : 500
    return sse(messageErrorBody(status, failure), 'error')
  }

  /** Goes on with the block of this id, or closes the open one and begins it. */
  #into(kind: Open['kind'], id: string, block: object): string {
    if (this.#openId === id && this.#open?.kind === kind) return ''
    const before = this.#head() + this.#close()
    const index = this.#indexes
    this.#indexes += 1
    this.#open = { kind, index, metadata: this.#begun.get(id) ?? {} }
    this.#openId = id
    return before + event('content_block_start', { index, content_block: block })
  }

  #delta(delta: object): string {
    return this.#open === undefined ? '' : event('content_block_delta', { index: this.#open.index, delta })
  }

  /** Ends the open block, with what the vendor wants back of it. */
  #close(): string {
    const open = this.#open
    if (open === undefined) return ''
    const id = this.#openId
    this.#open = undefined
    this.#openId = undefined
    const { kind, index, metadata } = open
    const stop = event('content_block_stop', { index })
    if (Object.keys(metadata).length === 0) return stop
    if (kind === 'reasoning') {
      const delta = { type: 'signature_delta', signature: pack({ metadata }) }
      return event('content_block_delta', { index, delta }) + stop
    }
    return stop + this.#block(carrier(metadata, kind === 'text' ? kind : id))
  }

  /** Whole blocks. */
  #block(blocks: readonly object[]): string {
    return blocks
      .map((block) => {
        const index = this.#indexes
        this.#indexes += 1
        return (
          event('content_block_start', { index, content_block: block }) +
          event('content_block_stop', { index })
        )
      })
      .join('')
  }

  #end(part: Extract<StreamPart, { readonly type: 'text-end' | 'reasoning-end' }>): string {
    const metadata = mergeMetadata(this.#begun.get(part.id), part.providerMetadata ?? {})
    this.#begun.delete(part.id)
    if (this.#openId === part.id && this.#open !== undefined) {
      this.#open.metadata = metadata
      return this.#close()
    }
    // Thoughts without a text: all there is of them is what goes back.
    if (Object.keys(metadata).length === 0 || part.type === 'text-end') return ''
    return this.#head() + this.#close() + this.#block(carrier(metadata, undefined))
  }

  #beginCall(id: string, name: string): string {
    return this.#into('tool', id, { type: 'tool_use', id, name, input: {} })
  }

  #callDelta(id: string, delta: string): string {
    if (this.#openId !== id || delta === '') return ''
    return this.#delta({ type: 'input_json_delta', partial_json: delta })
  }

  #call(part: Extract<StreamPart, { readonly type: 'tool-call' }>): string {
    const { toolCallId: id, toolName, input, providerMetadata } = part
    const isOpen = this.#openId === id
    const rest = isOpen ? this.#inputs.restOf(part) : input
    const written = (isOpen ? '' : this.#beginCall(id, toolName)) + this.#callDelta(id, rest)
    if (this.#open !== undefined) this.#open.metadata = providerMetadata ?? {}
    return written + this.#close()
  }

  #finish({ finishReason, usage }: FinishPart): string {
    const end = this.#head() + this.#close() + this.#rest() + this.#close()
    const delta = event('message_delta', { delta: stopOf(finishReason), usage: messageUsage(usage) })
    return end + delta + event('message_stop', {})
  }

  #head(): string {
    if (this.#hasBegun) return ''
    this.#hasBegun = true
    const { id, modelId } = this.#info
    const message = {
      id: id ?? this.#context.newId('msg_'),
      type: 'message',
      role: 'assistant',
      model: modelId ?? this.#context.body['model'] ?? '',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 0, output_tokens: 0 },
    }
    return event('message_start', { message })
  }
}

/** The block or the call that a part belongs to. */
function idOf(part: StreamPart): string | undefined {
  if (part.type === 'tool-call') return part.toolCallId
  return 'id' in part ? part.id : undefined
}

function event(type: string, data: object): string {
  return sse({ type, ...data }, type)
}
