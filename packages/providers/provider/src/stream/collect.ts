import { iteratorOf, type StreamSource } from '@llm-balancer/core/streams'
import type { ChatResponse, ResponseInfo, RequestInfo, Warning } from '../chat/chat-response.ts'
import type { Citation, Content } from '../chat/content.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import type { FinishPart, StreamPart } from '../chat/stream-part.ts'
import { textOf } from '../chat/text-of.ts'
import { mergeMetadata } from './merge-metadata.ts'
import type { EmitPart } from './part-reader.ts'

/** A block of text or reasoning that is being written. */
type OpenBlock = {
  readonly type: 'text' | 'reasoning'
  text: string
  citations?: Citation[]
  providerMetadata?: ProviderMetadata
}

/**
 * Reads a stream, an async iterable or a `ReadableStream`, to its end and gives the whole answer.
 *
 * @throws TypeError when the stream ends without its `finish`, or is no stream; else what the stream throws.
 */
export async function collect(stream: StreamSource<StreamPart>): Promise<ChatResponse> {
  const assembly = new Assembly()
  const parts: AsyncIterable<StreamPart> = { [Symbol.asyncIterator]: () => iteratorOf(stream, 'collect') }
  for await (const part of parts) assembly.add(part)
  return assembly.answer()
}

/**
 * Assembles the parts that `write` emits into an answer: for adapters that read a whole answer as a stream of one chunk.
 *
 * @throws TypeError when there is no `finish` among them; else what `write` throws.
 */
export function assemble(write: (emit: EmitPart) => void): ChatResponse {
  const assembly = new Assembly()
  write((part) => {
    assembly.add(part)
  })
  return assembly.answer()
}

class Assembly {
  readonly #content: (Content | OpenBlock)[] = []
  /** The one that was written last; most answers have one open at a time. */
  #latest: Named | undefined
  /** The others that are open, by type and id. */
  #others: Map<string, Named> | undefined
  #warnings: Warning[] = []
  #request: RequestInfo = {}
  readonly #response: ResponseInfo = {}
  #finish: FinishPart | undefined

  add(part: StreamPart): void {
    switch (part.type) {
      case 'stream-start':
        this.#warnings = part.warnings
        this.#request = part.request ?? {}
        break
      case 'response-metadata': {
        const { type: _, ...metadata } = part
        Object.assign(this.#response, metadata)
        break
      }
      case 'text-start':
      case 'text-delta':
      case 'text-end':
        this.#addToBlock('text', part)
        break
      case 'reasoning-start':
      case 'reasoning-delta':
      case 'reasoning-end':
        this.#addToBlock('reasoning', part)
        break
      case 'finish':
        this.#finish = part
        break
      // The whole input of a tool follows as its `tool-call`.
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'raw':
      case 'ping':
        break
      default:
        this.#content.push(part)
    }
  }

  answer(): ChatResponse {
    if (this.#finish === undefined) throw new TypeError('collect: the stream ended without its finish')
    const { finishReason, usage, providerMetadata } = this.#finish
    const content = this.#content.filter((part) => !isEmptyBlock(part)) as Content[]
    const text = textOf({ content })
    const [warnings, request, response] = [this.#warnings, this.#request, this.#response]
    const answer = { content, text, finishReason, usage, warnings, request, response }
    return providerMetadata === undefined ? answer : { ...answer, providerMetadata }
  }

  #addToBlock(type: OpenBlock['type'], part: BlockPart): void {
    const { block } = this.#blockOf(type, part.id)
    if ('delta' in part) block.text += part.delta
    if ('citations' in part) block.citations = part.citations
    if (part.providerMetadata !== undefined) {
      block.providerMetadata = mergeMetadata(block.providerMetadata, part.providerMetadata)
    }
    if (part.type === 'text-end' || part.type === 'reasoning-end') this.#latest = undefined
  }

  /** The open block of a part, which begins one where there is none. It is the latest then. */
  #blockOf(type: OpenBlock['type'], id: string): Named {
    const latest = this.#latest
    if (latest?.block.type === type && latest.id === id) return latest
    if (latest !== undefined) (this.#others ??= new Map()).set(keyOf(latest.block.type, latest.id), latest)
    const other = this.#others?.get(keyOf(type, id))
    this.#others?.delete(keyOf(type, id))
    this.#latest = other ?? { id, block: this.#begin(type) }
    return this.#latest
  }

  #begin(type: OpenBlock['type']): OpenBlock {
    const block: OpenBlock = { type, text: '' }
    this.#content.push(block)
    return block
  }
}

/** An open block and its id. */
type Named = { readonly id: string; readonly block: OpenBlock }

function keyOf(type: OpenBlock['type'], id: string): string {
  return `${type} ${id}`
}

/** Parts that belong to a block. */
type BlockPart = Extract<StreamPart, { readonly type: `${OpenBlock['type']}-${'start' | 'delta' | 'end'}` }>

function isEmptyBlock(part: Content | OpenBlock): boolean {
  const blank = (part.type === 'text' || part.type === 'reasoning') && part.text === ''
  return blank && part.providerMetadata === undefined
}
