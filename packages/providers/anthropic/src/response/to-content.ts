import { isJsonRecord, toolCallContent } from '@llm-balancer/provider'
import type { Content, FinishReason, JsonRecord } from '@llm-balancer/provider'
import { compact, toMetadata } from '../compact.ts'

/**
 * Turns one block of an answer into a part. What the unified words have no place for becomes `providerMetadata`, so that
 * the part can be sent back and is the same block again. Undefined for a malformed tool call.
 */
export function toContent(block: JsonRecord, reason: FinishReason): Content | undefined {
  const type = textOf(block['type'])
  switch (type) {
    case 'text': {
      const { text, citations } = block
      return compact({ type, text: textOf(text), providerMetadata: toMetadata({ citations }) })
    }
    case 'thinking':
    case 'redacted_thinking': {
      const { thinking, signature, data } = block
      const providerMetadata = toMetadata({ signature, redactedData: data })
      return compact({ type: 'reasoning', text: textOf(thinking), providerMetadata })
    }
  }
  if (type.endsWith('tool_use')) return toToolCall(block, reason)
  if (type.endsWith('_tool_result')) return toToolResult(block)
  return { type: 'custom', kind: `anthropic.${type}`, providerMetadata: toMetadata(block) ?? {} }
}

function toToolCall({ id, name, input, ...own }: JsonRecord, reason: FinishReason): Content | undefined {
  const json = typeof input === 'string' ? input : JSON.stringify(input ?? {})
  const call = toolCallContent({ id: textOf(id), name: textOf(name), input: json }, reason)
  if (call === undefined) return undefined
  const isVendors = own['type'] !== 'tool_use'
  return compact({
    ...call,
    providerExecuted: isVendors ? true : undefined,
    providerMetadata: toMetadata({ ...own, type: isVendors ? own['type'] : undefined }),
  })
}

function toToolResult({ tool_use_id: id, content, ...own }: JsonRecord): Content {
  const isError =
    own['is_error'] === true || (isJsonRecord(content) && textOf(content['type']).endsWith('_error'))
  return compact({
    type: 'tool-result',
    toolCallId: textOf(id),
    toolName: textOf(own['type']).replace('_tool_result', ''),
    result: content ?? {},
    isError: isError ? true : undefined,
    providerMetadata: toMetadata(own),
  }) as Content
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
