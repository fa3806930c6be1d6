import type { AIMessage, AIMessageChunk, ContentBlock } from '@langchain/core/messages'
import { isJsonRecord, toAssistantMessage } from '@llm-balancer/provider'
import type {
  AssistantMessage,
  Content,
  FileContent,
  ProviderMetadata,
  ToolCallContent,
} from '@llm-balancer/provider'

type Answer = AIMessage | AIMessageChunk

/**
 * An earlier answer as a message of the conversation. Its blocks keep their order and what vendors want back of them. Tools
 * are called as `tool_calls` says, which users and agents may have changed. Blocks that only another integration knows are left
 * out: they are worth nothing to other vendors.
 */
export function toAssistant(message: Answer): AssistantMessage {
  const calls = new Map(callsOf(message).map((call) => [call.toolCallId, call]))
  const content: Content[] = []
  for (const block of message.contentBlocks) {
    const { type, id } = block
    if (type === 'tool_call') {
      const call = calls.get(String(id))
      if (call === undefined) continue
      calls.delete(call.toolCallId)
      content.push({ ...call, ...metadataOf(block) })
    } else addBlock(content, block)
  }
  return toAssistantMessage({ content: [...content, ...calls.values()] })
}

function callsOf({ tool_calls: calls = [], invalid_tool_calls: invalid = [] }: Answer): ToolCallContent[] {
  const call = (id: string | undefined, name: string | undefined, input: string): ToolCallContent => ({
    type: 'tool-call',
    toolCallId: id ?? '',
    toolName: name ?? '',
    input,
  })
  return [
    ...calls.map(({ id, name, args }) => call(id, name, JSON.stringify(args))),
    // Their results say what was wrong with them.
    ...invalid.map(({ id, name, args }) => call(id, name, args ?? '')),
  ]
}

function addBlock(content: Content[], block: ContentBlock): void {
  const metadata = metadataOf(block)
  const { type, text, reasoning, refusal, value } = block
  if (type === 'text' && typeof text === 'string') {
    const last = content.at(-1)
    // In a stream the metadata of a text may come when all of it has been said.
    if (text === '' && last?.type === 'text' && last.providerMetadata === undefined)
      content[content.length - 1] = { ...last, ...metadata }
    else if (text !== '' || metadata.providerMetadata !== undefined) content.push({ type, text, ...metadata })
  } else if (type === 'reasoning' && typeof reasoning === 'string')
    content.push({ type, text: reasoning, ...metadata })
  else if (type === 'refusal' && typeof refusal === 'string')
    content.push({ type: 'text', text: refusal, ...metadata })
  else if (type === 'non_standard' && isOwnPart(value)) content.push(value)
  else {
    const file = toFileContent(block)
    if (file !== undefined) content.push({ ...file, ...metadata })
  }
}

function toFileContent({ type, mimeType, data, url }: ContentBlock): FileContent | undefined {
  if (!fileTypes.has(type)) return undefined
  const mediaType = typeof mimeType === 'string' ? mimeType : type
  if (typeof data === 'string' || data instanceof Uint8Array)
    return { type: 'file', mediaType, data: { type: 'data', data } }
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  return { type: 'file', mediaType, data: { type: 'url', url: new URL(url) } }
}

const fileTypes = new Set(['image', 'audio', 'video', 'file'])

/** Parts of our own answers that LangChain has no block for. */
const ownTypes = new Set([
  'reasoning-file',
  'custom',
  'source',
  'tool-call',
  'tool-result',
  'tool-approval-request',
])

function isOwnPart(value: unknown): value is Content {
  return isJsonRecord(value) && ownTypes.has(String(value['type']))
}

function metadataOf({ providerMetadata }: ContentBlock): { readonly providerMetadata?: ProviderMetadata } {
  return isJsonRecord(providerMetadata) ? { providerMetadata: providerMetadata as ProviderMetadata } : {}
}
