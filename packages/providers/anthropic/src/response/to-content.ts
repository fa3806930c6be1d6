import { asText, compact, isJsonRecord, toMetadata, toolCallContent } from '@llm-balancer/provider'
import type { Content, FinishReason, JsonRecord } from '@llm-balancer/provider'
import { toCitations } from './to-citations.ts'

/**
 * Turns one block of an answer into a part. What the unified fields cannot express becomes `providerMetadata`, from which the
 * same block is made when the part is sent back. Undefined for a malformed tool call.
 */
export function toContent(block: JsonRecord, reason: FinishReason): Content | undefined {
  const type = asText(block['type'])
  switch (type) {
    case 'text': {
      const { text, citations: raw } = block
      const citations = toCitations(raw)
      return compact({
        type,
        text: asText(text),
        citations: citations.length > 0 ? citations : undefined,
        providerMetadata: toMetadata('anthropic', { citations: raw }),
      })
    }
    case 'thinking':
    case 'redacted_thinking': {
      const { thinking, signature, data } = block
      const providerMetadata = toMetadata('anthropic', { signature, redactedData: data })
      return compact({ type: 'reasoning', text: asText(thinking), providerMetadata })
    }
  }
  if (type.endsWith('tool_use')) return toToolCall(block, reason)
  if (type.endsWith('_tool_result')) return toToolResult(block)
  return { type: 'custom', kind: `anthropic.${type}`, providerMetadata: toMetadata('anthropic', block) ?? {} }
}

/** True for a call that the caller has to answer. */
export function isCallersCall(part: Content | undefined): boolean {
  return part?.type === 'tool-call' && part.providerExecuted !== true
}

function toToolCall({ id, name, input, ...own }: JsonRecord, reason: FinishReason): Content | undefined {
  const json = typeof input === 'string' ? input : JSON.stringify(input ?? {})
  const call = toolCallContent({ id: asText(id), name: asText(name), input: json }, reason)
  if (call === undefined) return undefined
  const isVendors = own['type'] !== 'tool_use'
  return compact({
    ...call,
    providerExecuted: isVendors ? true : undefined,
    providerMetadata: toMetadata('anthropic', { ...own, type: isVendors ? own['type'] : undefined }),
  })
}

function toToolResult({ tool_use_id: id, content, ...own }: JsonRecord): Content {
  const isError =
    own['is_error'] === true || (isJsonRecord(content) && asText(content['type']).endsWith('_error'))
  return compact({
    type: 'tool-result',
    toolCallId: asText(id),
    toolName: asText(own['type']).replace('_tool_result', ''),
    result: content ?? {},
    isError: isError ? true : undefined,
    providerMetadata: toMetadata('anthropic', own),
  }) as Content
}
