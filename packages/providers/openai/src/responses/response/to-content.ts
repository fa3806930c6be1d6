import { asJsonText, asRecords, asText, compact, toMetadata, toolCallContent } from '@llm-balancer/provider'
import type {
  Content,
  FinishReason,
  JsonRecord,
  ProviderMetadata,
  SourceContent,
} from '@llm-balancer/provider'
import { toolOf } from './tool-of.ts'
import type { ToolOfItem } from './tool-of.ts'

/**
 * Turns one item of an answer into parts. What the unified fields cannot express becomes `providerMetadata`, from which the
 * same item is made when the parts are sent back. Contains undefined for a malformed tool call.
 */
export function toContent(item: JsonRecord, reason: FinishReason): (Content | undefined)[] {
  const { type } = item
  if (type === 'message') return toTexts(item)
  if (type === 'reasoning') return toThoughts(item)
  const tool = toolOf(item)
  if (tool.runs === 'caller') return [toCall(item, tool, reason)]
  if (tool.runs === 'vendor') return toVendorsCall(item, tool)
  return [{ type: 'custom', kind: `openai.${asText(type)}`, providerMetadata: openai(item) }]
}

function toTexts({ id: itemId, phase, content }: JsonRecord): Content[] {
  const parts = asRecords(content)
  const texts = parts.map(({ text, refusal, annotations, logprobs }): Content => {
    const isRefusal = refusal === undefined ? undefined : true
    const lists = { annotations: filled(annotations), logprobs: filled(logprobs) }
    const providerMetadata = openai({ itemId, phase, ...lists, refusal: isRefusal })
    return { type: 'text', text: asText(text ?? refusal), providerMetadata }
  })
  const annotations = parts.flatMap((part) => asRecords(part['annotations']))
  return [...texts, ...annotations.map((cited, index) => toSource(cited, `${asText(itemId)}-${index}`))]
}

/** A web page or a file that a text cites. */
function toSource(
  { type, url, title, filename, file_id: fileId, ...own }: JsonRecord,
  id: string,
): SourceContent {
  const source = { type: 'source', id } as const
  if (type === 'url_citation') {
    return compact({ ...source, sourceType: 'url', url: asText(url), title }) as SourceContent
  }
  const name = asText(filename) || asText(fileId)
  const document = { sourceType: 'document', mediaType: 'text/plain', title: name, filename } as const
  const providerMetadata = openai({ type, file_id: fileId, ...own })
  return compact({ ...source, ...document, providerMetadata }) as SourceContent
}

/** Every part of a summary is a reasoning part of its own; the last one carries the encrypted content. */
function toThoughts({ id: itemId, summary, content, encrypted_content: encrypted }: JsonRecord): Content[] {
  const thoughts = [summary, content].map(asRecords).find((told) => told.length > 0) ?? [{}]
  return thoughts.map(({ text }: JsonRecord, index): Content => {
    const isLast = index === thoughts.length - 1
    const providerMetadata = openai({ itemId, reasoningEncryptedContent: isLast ? encrypted : undefined })
    return { type: 'reasoning', text: asText(text), providerMetadata }
  })
}

function toCall(
  { id: itemId, call_id: _, status: _status, ...payload }: JsonRecord,
  { toolCallId, toolName }: ToolOfItem,
  reason: FinishReason,
): Content | undefined {
  const { type, name, arguments: json, input: text, ...own } = payload
  if (type === 'function_call') {
    const call = toolCallContent({ id: toolCallId, name: asText(name), input: asJsonText(json) }, reason)
    return call && { ...call, providerMetadata: openai({ itemId, ...own }) }
  }
  const isText = type === 'custom_tool_call'
  const input = JSON.stringify(isText ? asJsonText(text) : { ...payload, type: undefined })
  const providerMetadata = openai({ itemId, type, ...(isText ? own : {}) })
  return { type: 'tool-call', toolCallId, toolName, input, providerMetadata }
}

/** A call that OpenAI ran and its result: the item without id and type, from which it can be rebuilt. */
function toVendorsCall(
  { id: _, type, ...result }: JsonRecord,
  { runs: _runs, ...tool }: ToolOfItem,
): Content[] {
  const { arguments: json, status } = result
  const call = { ...tool, dynamic: true, providerMetadata: openai({ type }) }
  const isError = status === 'failed' ? true : undefined
  return [
    { type: 'tool-call', ...call, input: asJsonText(json) || '{}', providerExecuted: true },
    compact({ type: 'tool-result', ...call, result, isError }) as Content,
  ]
}

function openai(fields: object): ProviderMetadata {
  return toMetadata('openai', fields) ?? {}
}

/** A list that is not empty. */
function filled(list: unknown): unknown {
  return Array.isArray(list) && list.length > 0 ? list : undefined
}
