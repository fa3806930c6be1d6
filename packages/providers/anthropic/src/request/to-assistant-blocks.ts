import { toolInputObject } from '@llm-balancer/provider'
import type { AssistantPart, JsonObject } from '@llm-balancer/provider'
import { ownOf, toTextBlocks, withOwn } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { Block } from './messages-body.ts'
import { toToolUseId } from './to-tool-results.ts'

/**
 * Turns a part of an earlier answer into a block. What Claude cannot use (another vendor's reasoning and tools, files) is
 * left out with a warning.
 */
export function toAssistantBlocks(part: AssistantPart, mapping: Mapping): Block[] {
  if (part.type === 'text') return toTextBlocks(part.text, part)
  const block = toBlock(part, ownOf(part))
  if (block !== undefined) return [block]
  mapping.warn(`${part.type} part of an assistant message`, 'left out')
  return []
}

function toBlock(part: Exclude<AssistantPart, { type: 'text' }>, own: JsonObject): Block | undefined {
  switch (part.type) {
    case 'reasoning': {
      const { signature, redactedData } = own
      if (typeof redactedData === 'string') return { type: 'redacted_thinking', data: redactedData }
      const isSigned = typeof signature === 'string' && signature !== ''
      return isSigned ? { type: 'thinking', thinking: part.text, signature } : undefined
    }
    case 'tool-call': {
      const { toolCallId, toolName: name } = part
      const input = toolInputObject(part.input)
      if (part.providerExecuted === true) return verbatim({ id: toolCallId, name, input, ...own }, own)
      return withOwn({ type: 'tool_use', id: toToolUseId(toolCallId), name, input }, part)
    }
    case 'tool-result': {
      const content = 'value' in part.output ? part.output.value : undefined
      return verbatim({ tool_use_id: part.toolCallId, content, ...own }, own)
    }
    case 'custom':
      return verbatim(own, own)
    case 'file':
    case 'reasoning-file':
      return undefined
  }
}

/** A block that came from Anthropic and goes back unchanged. Its type is in its metadata. */
function verbatim(block: object, { type }: JsonObject): Block | undefined {
  return type === undefined ? undefined : ({ ...block } as Block)
}
