import { compact, toolOutputText } from '@llm-balancer/provider'
import type { ChatMessage, JsonObject, ToolPart, ToolResultPart } from '@llm-balancer/provider'
import { isReasoningModel } from '../../reasoning-models.ts'
import { leftOut, ownOf } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { InputItem, InputPart } from './responses-body.ts'
import { addItems, toCallId } from './add-items.ts'
import { toParts } from './to-parts.ts'

/** Turns messages into the items of a conversation. */
export function toInput(messages: readonly ChatMessage[], mapping: Mapping): InputItem[] {
  const items: InputItem[] = []
  for (const message of messages) {
    const own = ownOf(message)
    const { role, content } = message
    if (role === 'system') {
      items.push({ role: isReasoningModel(mapping.modelId) ? 'developer' : role, content, ...own })
    } else if (role === 'tool') {
      items.push(...content.flatMap((part) => toOutputs(part, { own, items }, mapping)))
    } else if (typeof content === 'string') {
      items.push({ role, content, ...own })
    } else if (role === 'user') {
      items.push({ role, content: content.flatMap((part) => toParts(part, mapping)), ...own })
    } else for (const part of content) addItems(items, { part, of: message }, mapping)
  }
  return withoutLooseReasoning(items, mapping)
}

/** The output of a tool, as the counterpart of its call: of a function, or of another kind of tool that the caller runs. */
function toOutputs(
  part: ToolPart,
  { own: ofMessage, items }: { readonly own: JsonObject; readonly items: readonly InputItem[] },
  mapping: Mapping,
): InputItem[] {
  if (part.type === 'tool-approval-response') {
    const { approvalId: approval_request_id, approved: approve, reason } = part
    return [compact({ type: 'mcp_approval_response', approval_request_id, approve, reason })]
  }
  const call_id = toCallId(part.toolCallId)
  const call = items.find((item) => 'call_id' in item && item.call_id === call_id)
  const { type = 'function_call' } = (call ?? {}) as { readonly type?: string }
  const { type: _, itemId: _id, ...own } = { ...ofMessage, ...ownOf(part.output), ...ownOf(part) }
  const isText = /^(function|custom_tool)_call$/.test(type)
  const output = isText ? toOutput(part, mapping) : 'value' in part.output ? part.output.value : undefined
  // Outputs of tools other than functions have shapes that this adapter does not check.
  return [{ type: `${type}_output`, call_id, output, ...own } as unknown as InputItem]
}

function toOutput({ output }: ToolResultPart, mapping: Mapping): string | InputPart[] {
  if (output.type !== 'content') return toolOutputText(output)
  return output.value.flatMap((piece) =>
    piece.type === 'custom' ? [ownOf(piece) as InputPart] : toParts(piece, mapping),
  )
}

/**
 * Reasoning that the API would refuse: without its encrypted content, when nothing is stored, or without an item of the
 * same answer after it.
 */
function withoutLooseReasoning(items: readonly InputItem[], { stored, warn }: Mapping): InputItem[] {
  const kept: InputItem[] = []
  for (const item of items.toReversed()) {
    const next = kept.at(-1)
    const isLoose =
      'summary' in item &&
      ((item.encrypted_content === undefined && !stored) ||
        next === undefined ||
        ('role' in next && next.role !== 'assistant'))
    if (isLoose) warn('reasoning part of an assistant message', leftOut)
    else kept.push(item)
  }
  return kept.reverse()
}
