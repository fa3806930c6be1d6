import type { ContentBlock } from '@langchain/core/messages'
import { parseJsonObject, toBase64 } from '@llm-balancer/provider'
import type {
  Citation,
  Content,
  FileContent,
  ProviderMetadata,
  ToolCallContent,
} from '@llm-balancer/provider'
import { isRefusal } from '@llm-balancer/provider/answers'

/** A part of an answer that is not written piece by piece. */
export type WholePart = Exclude<Content, { readonly type: 'text' | 'reasoning' }>

/**
 * A part as a block of a message: LangChain's own where it has one, else `non_standard` with the part as its value. Undefined
 * for a call whose arguments are no JSON object: LangChain keeps it among the `invalid_tool_calls` alone.
 */
export function wholeBlock(part: WholePart): ContentBlock | undefined {
  if (part.type === 'file') return fileBlock(part)
  if (!isOwnCall(part)) return { type: 'non_standard', value: part }
  const { toolCallId: id, toolName: name, input, providerMetadata } = part
  const args = parseJsonObject(input === '' ? '{}' : input)
  return args && { type: 'tool_call', id, name, args, ...withMetadata(providerMetadata) }
}

/** True for a call that the caller has to make: vendors run some tools themselves. */
export function isOwnCall(part: WholePart): part is ToolCallContent {
  return part.type === 'tool-call' && part.providerExecuted !== true
}

function fileBlock({ mediaType: mimeType, data, providerMetadata }: FileContent): ContentBlock {
  const [kind = ''] = mimeType.split('/')
  const type = ['image', 'audio', 'video'].includes(kind) ? kind : 'file'
  const content = data.type === 'url' ? { url: data.url.href } : { data: toBase64(data.data) }
  return { type, mimeType, ...content, ...withMetadata(providerMetadata) }
}

/** A text; a refusal of the model's has a block of its own. */
export function textBlock(text: string, metadata: ProviderMetadata | undefined): ContentBlock {
  return isRefusal(metadata)
    ? { type: 'refusal', refusal: text, ...withMetadata(metadata) }
    : { type: 'text', text, ...withMetadata(metadata) }
}

/** What a text cites, as LangChain has it. */
export function annotationsOf(citations: readonly Citation[]): ContentBlock.Citation[] {
  return citations.map(({ source, startIndex, endIndex, citedText }) => ({
    type: 'citation',
    ...(source.sourceType === 'url' ? { url: source.url } : {}),
    ...(source.title === undefined ? {} : { title: source.title }),
    ...(startIndex === undefined ? {} : { startIndex }),
    ...(endIndex === undefined ? {} : { endIndex }),
    ...(citedText === undefined ? {} : { citedText }),
  }))
}

/** What the vendor wants back of a part, kept in its block. */
export function withMetadata(providerMetadata: ProviderMetadata | undefined): {
  readonly providerMetadata?: ProviderMetadata
} {
  return providerMetadata === undefined ? {} : { providerMetadata }
}
