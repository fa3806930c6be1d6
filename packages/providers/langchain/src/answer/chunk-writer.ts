import { AIMessageChunk, type ContentBlock, type ToolCallChunk } from '@langchain/core/messages'
import { ChatGenerationChunk } from '@langchain/core/outputs'
import { compact, WrittenInputs } from '@llm-balancer/provider'
import type {
  ProviderMetadata,
  ResponseMetadata,
  StreamPart,
  ToolInputStartPart,
  Warning,
} from '@llm-balancer/provider'
import { isRefusal } from '@llm-balancer/provider/answers'
import { mergeMetadata } from '@llm-balancer/provider/balanced'
import { annotationsOf, isOwnCall, wholeBlock, withMetadata, type WholePart } from './to-blocks.ts'

/** A text, a thought or a call that is being written; its chunks have its index in common. */
type OpenBlock = { readonly index: number; readonly metadata: ProviderMetadata | undefined }

type Piece = {
  readonly content?: string | ContentBlock[]
  readonly call?: ToolCallChunk
  readonly text?: string
}

/**
 * Turns the parts of a streamed answer into chunks that LangChain can put together: pieces with the same index become one block.
 * Text that begins an answer is a string, so that a plain answer stays one.
 */
export class ChunkWriter {
  readonly #open = new Map<string, OpenBlock>()
  readonly #inputs = new WrittenInputs()
  #indexes = 0
  #hasBlocks = false
  #info: ResponseMetadata = {}
  #warnings: readonly Warning[] = []

  /** The answer's id, model and time, as far as they have come. */
  get info(): ResponseMetadata {
    return this.#info
  }

  get warnings(): readonly Warning[] {
    return this.#warnings
  }

  /** The chunk for a part, or undefined when it adds nothing to the message. */
  write(part: Exclude<StreamPart, { readonly type: 'finish' }>): ChatGenerationChunk | undefined {
    const piece = this.#read(part)
    if (piece === undefined) return undefined
    const { content = '', call, text = '' } = piece
    this.#hasBlocks ||= typeof content !== 'string'
    const chunks = call === undefined ? {} : { tool_call_chunks: [call] }
    const message = new AIMessageChunk({ content, ...chunks, ...compact({ id: this.#info.id }) })
    return new ChatGenerationChunk({ text, message })
  }

  #read(part: Exclude<StreamPart, { readonly type: 'finish' }>): Piece | undefined {
    switch (part.type) {
      case 'stream-start':
        this.#warnings = part.warnings
        return undefined
      case 'response-metadata': {
        const { id, modelId, timestamp } = part
        this.#info = { ...this.#info, ...compact({ id, modelId, timestamp }) }
        return undefined
      }
      case 'text-start':
      case 'reasoning-start':
        this.#begin(part.id, part.providerMetadata)
        return undefined
      case 'text-delta':
        return part.delta === '' ? undefined : this.#text(part)
      case 'reasoning-delta':
        return part.delta === '' ? undefined : this.#reasoning(part)
      case 'text-end':
      case 'reasoning-end':
        return this.#end(part)
      case 'tool-input-start':
        return part.providerExecuted === true ? undefined : this.#beginCall(part)
      case 'tool-input-delta':
        return this.#continueCall(part)
      case 'tool-input-end':
      case 'raw':
      case 'ping':
        return undefined
      default:
        return this.#whole(part)
    }
  }

  #text({ id, delta }: { readonly id: string; readonly delta: string }): Piece {
    const { index, metadata } = this.#open.get(id) ?? this.#begin(id, undefined)
    if (isRefusal(metadata)) return { content: [{ type: 'refusal', refusal: delta, index }], text: delta }
    return { content: index === 0 ? delta : [{ type: 'text', text: delta, index }], text: delta }
  }

  #reasoning({ id, delta }: { readonly id: string; readonly delta: string }): Piece {
    const { index } = this.#open.get(id) ?? this.#begin(id, undefined)
    return { content: [{ type: 'reasoning', reasoning: delta, index }] }
  }

  /** What came with the beginning and the end of a block is written once: chunks add texts of the same name together. */
  #end(part: Extract<StreamPart, { readonly type: 'text-end' | 'reasoning-end' }>): Piece | undefined {
    const { index, metadata } = this.#open.get(part.id) ?? this.#begin(part.id, undefined)
    this.#open.delete(part.id)
    const all = mergeMetadata(metadata, part.providerMetadata ?? {})
    const annotations = 'citations' in part ? { annotations: annotationsOf(part.citations) } : {}
    const isBare = Object.keys(all).length === 0
    if (isBare && Object.keys(annotations).length === 0) return undefined
    const more = { index, ...annotations, ...(isBare ? {} : withMetadata(all)) }
    if (part.type === 'reasoning-end') return { content: [{ type: 'reasoning', reasoning: '', ...more }] }
    if (isRefusal(metadata)) return { content: [{ type: 'refusal', refusal: '', ...more }] }
    return { content: [{ type: 'text', text: '', ...more }] }
  }

  #beginCall(part: ToolInputStartPart): Piece {
    const { id, toolName } = part
    const { index } = this.#begin(id, undefined)
    this.#inputs.begin(part)
    return { call: { type: 'tool_call_chunk', id, name: toolName, args: '', index } }
  }

  #continueCall({ id, delta }: { readonly id: string; readonly delta: string }): Piece | undefined {
    const open = this.#open.get(id)
    const args = this.#inputs.add(id, delta)
    if (open === undefined || args === '') return undefined
    return { call: { type: 'tool_call_chunk', args, index: open.index } }
  }

  #whole(part: WholePart): Piece | undefined {
    if (!isOwnCall(part)) {
      const block = wholeBlock(part)
      return block && { content: [{ ...block, index: this.#begin(undefined, undefined).index }] }
    }
    const { toolCallId: id, toolName: name, input: args } = part
    const open = this.#open.get(id)
    this.#open.delete(id)
    const { index } = open ?? this.#begin(undefined, undefined)
    // Among blocks a call keeps its place; beside plain text it has none to lose.
    const isBlock = this.#hasBlocks || part.providerMetadata !== undefined
    const block = isBlock ? wholeBlock(part) : undefined
    const content = block && [{ ...block, index }]
    const rest = this.#inputs.restOf(part)
    const call: ToolCallChunk | undefined =
      open === undefined
        ? { type: 'tool_call_chunk', id, name, args, index }
        : rest === ''
          ? undefined
          : { type: 'tool_call_chunk', args: rest, index }
    return call === undefined && content === undefined ? undefined : compact({ call, content })
  }

  #begin(id: string | undefined, metadata: ProviderMetadata | undefined): OpenBlock {
    const block = { index: this.#indexes, metadata }
    this.#indexes += 1
    if (id !== undefined) this.#open.set(id, block)
    return block
  }
}
