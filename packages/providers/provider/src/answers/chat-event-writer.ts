import type { ResponseMetadata } from '../chat/chat-response.ts'
import type { Content } from '../chat/content.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import type { FinishPart, StreamPart } from '../chat/stream-part.ts'
import { asRecord } from '../read/as-value.ts'
import { mergeMetadata } from '../stream/merge-metadata.ts'
import { WrittenInputs } from '../stream/written-inputs.ts'
import { chatErrorBody } from './error-body.ts'
import { sse, type AnswerContext, type EventWriter, type ToldFailure } from './event-writer.ts'
import {
  annotated,
  carriedCall,
  carriedMessage,
  chatUsage,
  finishOf,
  imageOf,
  isRefusal,
  messageOf,
} from './chat-answer.ts'

type Block = { readonly type: 'text' | 'reasoning'; text: string; metadata: ProviderMetadata }

/** A streamed answer as the chunks of chat completions. */
export class ChatEventWriter implements EventWriter {
  readonly #context: AnswerContext
  readonly #includesUsage: boolean
  readonly #blocks = new Map<string, Block>()
  readonly #ended: Content[] = []
  readonly #calls = new Map<string, number>()
  readonly #inputs = new WrittenInputs()
  #head: object | undefined
  #info: ResponseMetadata = {}
  #callCount = 0

  constructor(context: AnswerContext) {
    this.#context = context
    this.#includesUsage = asRecord(context.body['stream_options'])['include_usage'] === true
  }

  write(part: StreamPart): string {
    switch (part.type) {
      case 'response-metadata':
        this.#info = { ...this.#info, ...part }
        return ''
      case 'text-start':
      case 'reasoning-start':
        this.#begin(part)
        return ''
      case 'text-delta':
      case 'reasoning-delta':
        return this.#delta(part)
      case 'text-end':
      case 'reasoning-end':
        return this.#end(part)
      case 'tool-input-start':
        if (part.providerExecuted === true) return ''
        this.#inputs.begin(part)
        return this.#beginCall({ id: part.id, name: part.toolName })
      case 'tool-input-delta':
        return this.#continueCall(part.id, this.#inputs.add(part.id, part.delta))
      case 'tool-call':
        this.#ended.push(part)
        return part.providerExecuted === true ? '' : this.#call(part)
      case 'file':
        return this.#chunk({ images: [imageOf(part)] })
      case 'finish':
        return this.#finish(part)
      default:
        return ''
    }
  }

  fail(failure: ToldFailure): string {
    return sse(chatErrorBody(failure))
  }

  #begin(part: {
    readonly type: string
    readonly id: string
    readonly providerMetadata?: ProviderMetadata
  }): Block {
    const type = part.type.startsWith('text') ? 'text' : 'reasoning'
    const block: Block = { type, text: '', metadata: part.providerMetadata ?? {} }
    this.#blocks.set(part.id, block)
    return block
  }

  #delta(part: Extract<StreamPart, { readonly type: 'text-delta' | 'reasoning-delta' }>): string {
    if (part.delta === '') return ''
    const block = this.#blocks.get(part.id) ?? this.#begin({ type: part.type, id: part.id })
    if (block.type === 'reasoning') {
      block.text += part.delta
      return this.#chunk({ reasoning_content: part.delta })
    }
    return this.#chunk(isRefusal(block.metadata) ? { refusal: part.delta } : { content: part.delta })
  }

  #end(part: Extract<StreamPart, { readonly type: 'text-end' | 'reasoning-end' }>): string {
    const { type, text, metadata } =
      this.#blocks.get(part.id) ?? this.#begin({ type: part.type, id: part.id })
    this.#blocks.delete(part.id)
    const all = mergeMetadata(metadata, part.providerMetadata ?? {})
    const kept = Object.keys(all).length === 0 ? {} : { providerMetadata: all }
    this.#ended.push({ type, text, ...kept })
    const cited = annotated(('citations' in part ? part.citations : undefined) ?? [])
    return cited.annotations === undefined ? '' : this.#chunk(cited)
  }

  #beginCall(
    { id, name, input = '' }: { readonly id: string; readonly name: string; readonly input?: string },
    carried: object = {},
  ): string {
    const index = this.#callCount
    this.#callCount += 1
    this.#calls.set(id, index)
    const call = { index, id, type: 'function', function: { name, arguments: input }, ...carried }
    return this.#chunk({ tool_calls: [call] })
  }

  #continueCall(id: string, delta: string): string {
    const index = this.#calls.get(id)
    if (index === undefined || delta === '') return ''
    return this.#chunk({ tool_calls: [{ index, function: { arguments: delta } }] })
  }

  #call(part: Extract<StreamPart, { readonly type: 'tool-call' }>): string {
    const { toolCallId: id, toolName, providerMetadata } = part
    const carried = carriedCall(providerMetadata)
    const index = this.#calls.get(id)
    const input = this.#inputs.restOf(part)
    if (index === undefined) return this.#beginCall({ id, name: toolName, input }, carried)
    const rest = this.#continueCall(id, input)
    return rest + (providerMetadata === undefined ? '' : this.#chunk({ tool_calls: [{ index, ...carried }] }))
  }

  #finish({ finishReason, usage }: FinishPart): string {
    const carried = carriedMessage(this.#ended)
    this.#context.keep(messageOf(this.#ended))
    const last =
      (carried.extra_content === undefined ? '' : this.#chunk(carried)) +
      this.#chunk({}, finishOf(finishReason))
    const counts = this.#includesUsage
      ? sse({ ...this.#headOf(), choices: [], usage: chatUsage(usage) ?? null })
      : ''
    return `${last}${counts}${sse('[DONE]')}`
  }

  #chunk(delta: object, finish: string | null = null): string {
    const first = this.#head === undefined ? { role: 'assistant' } : {}
    const choices = [{ index: 0, delta: { ...first, ...delta }, logprobs: null, finish_reason: finish }]
    return sse({ ...this.#headOf(), choices, ...(this.#includesUsage ? { usage: null } : {}) })
  }

  #headOf(): object {
    const { id, modelId, timestamp } = this.#info
    this.#head ??= {
      id: id ?? this.#context.newId('chatcmpl-'),
      object: 'chat.completion.chunk',
      created: Math.floor((timestamp?.getTime() ?? this.#context.now) / 1000),
      model: modelId ?? this.#context.body['model'] ?? '',
    }
    return this.#head
  }
}
