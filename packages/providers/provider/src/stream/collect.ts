import type { ChatResponse, ResponseInfo, RequestInfo, Warning } from '../chat/chat-response.ts'
import type { Citation, Content } from '../chat/content.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import type { FinishPart, StreamPart } from '../chat/stream-part.ts'
import { textOf } from '../chat/text-of.ts'

/** A block of text or reasoning that is being written. */
type OpenBlock = {
  readonly type: 'text' | 'reasoning'
  text: string
  citations?: Citation[]
  providerMetadata?: ProviderMetadata
}

/**
 * Reads a stream to its end and gives the whole answer.
 *
 * @throws TypeError when the stream ends without its `finish`; else what the stream throws.
 */
export async function collect(stream: AsyncIterable<StreamPart>): Promise<ChatResponse> {
  const content: (Content | OpenBlock)[] = []
  const open = new Map<string, OpenBlock>()
  let warnings: Warning[] = []
  let request: RequestInfo = {}
  let response: ResponseInfo = {}
  let finish: FinishPart | undefined
  for await (const part of stream) {
    if (part.type === 'stream-start') {
      warnings = part.warnings
      request = part.request ?? {}
    } else if (part.type === 'response-metadata') {
      const { type: _, ...metadata } = part
      response = { ...response, ...metadata }
    } else if (part.type === 'finish') finish = part
    else if ('id' in part && part.type !== 'source') addToBlock(part, open, content)
    else if (part.type !== 'raw' && part.type !== 'ping') content.push(part)
  }
  if (finish === undefined) throw new TypeError('collect: the stream ended without its finish')
  const { finishReason, usage, providerMetadata } = finish
  const parts = content.filter((part) => !isEmptyBlock(part)) as Content[]
  return {
    content: parts,
    text: textOf({ content: parts }),
    finishReason,
    usage,
    warnings,
    ...(providerMetadata === undefined ? {} : { providerMetadata }),
    request,
    response,
  }
}

/** Parts that belong to a block. */
type BlockPart = Exclude<Extract<StreamPart, { readonly id: string }>, { readonly type: 'source' }>

function addToBlock(part: BlockPart, open: Map<string, OpenBlock>, content: (Content | OpenBlock)[]): void {
  // A tool's input comes once more, whole, as its `tool-call`.
  if (part.type.startsWith('tool-input')) return
  const type = part.type.startsWith('text') ? 'text' : 'reasoning'
  const key = `${type} ${part.id}`
  let block = open.get(key)
  if (block === undefined) {
    block = { type, text: '' }
    open.set(key, block)
    content.push(block)
  }
  if ('delta' in part) block.text += part.delta
  if ('citations' in part) block.citations = part.citations
  if (part.providerMetadata !== undefined) {
    block.providerMetadata = mergeMetadata(block.providerMetadata, part.providerMetadata)
  }
  if (part.type.endsWith('-end')) open.delete(key)
}

function mergeMetadata(under: ProviderMetadata | undefined, over: ProviderMetadata): ProviderMetadata {
  const merged = { ...under }
  for (const [provider, fields] of Object.entries(over)) merged[provider] = { ...merged[provider], ...fields }
  return merged
}

function isEmptyBlock(part: Content | OpenBlock): boolean {
  const blank = (part.type === 'text' || part.type === 'reasoning') && part.text === ''
  return blank && part.providerMetadata === undefined
}
