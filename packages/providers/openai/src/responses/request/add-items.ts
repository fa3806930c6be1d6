import { fitToolId, toolInputObject, toolInputText } from '@llm-balancer/provider'
import type { AssistantPart, JsonObject, ToolCallPart } from '@llm-balancer/provider'
import { leftOut, ownOf } from './mapping.ts'
import type { Mapping, Source } from './mapping.ts'
import type { InputItem, ReasoningItem } from './responses-body.ts'

/** A part of an answer, and the message it is part of. */
export type SaidPart = { readonly part: AssistantPart; readonly of: Source }

/**
 * Adds a part of an earlier answer to the items. Items go back without their ids, which refer to nothing unless they are
 * stored. What OpenAI cannot use (another vendor's reasoning and tools, files) is left out with a warning.
 */
export function addItems(items: InputItem[], { part, of }: SaidPart, mapping: Mapping): void {
  const added = toItems({ part, of }, items.at(-1))
  if (added === undefined) mapping.warn(`${part.type} part of an assistant message`, leftOut)
  else items.push(...added)
}

/** Empty when there is nothing to send, undefined when the part cannot be sent. */
function toItems({ part, of }: SaidPart, last: InputItem | undefined): InputItem[] | undefined {
  const own = ownOf(part)
  switch (part.type) {
    case 'text': {
      const { itemId: _, annotations: _a, logprobs: _l, refusal: _r, ...rest } = own
      return part.text === '' ? [] : [{ role: 'assistant', content: part.text, ...ownOf(of), ...rest }]
    }
    case 'reasoning':
      return toReasoning(part.text, own, last)
    case 'tool-call':
      if (part.providerExecuted !== true) return [toCall(part, own)]
      // A call that OpenAI ran is one item with its result.
      return own['type'] === undefined ? undefined : []
    case 'tool-result': {
      const payload = 'value' in part.output ? part.output.value : {}
      return verbatim({ id: part.toolCallId, ...(payload as object), ...own })
    }
    case 'custom':
      return verbatim(own)
    case 'file':
    case 'reasoning-file':
      return undefined
  }
}

/** The parts of one reasoning item come one after the other, the last one with its encrypted content. */
function toReasoning(
  text: string,
  { itemId: id, reasoningEncryptedContent: encrypted }: JsonObject,
  last: InputItem | undefined,
): InputItem[] | undefined {
  if (typeof id !== 'string') return undefined
  const isNext = last !== undefined && 'summary' in last && last.id === id
  const item: ReasoningItem = isNext ? last : { type: 'reasoning', id, summary: [] }
  if (text !== '') item.summary.push({ type: 'summary_text', text })
  if (typeof encrypted === 'string') item.encrypted_content = encrypted
  return isNext ? [] : [item]
}

function toCall({ toolCallId, toolName: name, input }: ToolCallPart, own: JsonObject): InputItem {
  const call_id = toCallId(toolCallId)
  const { type = 'function_call', itemId: id, ...rest } = own
  const text = toolInputText(input)
  if (type === 'function_call') return { type, call_id, name, arguments: text, ...rest }
  if (type === 'custom_tool_call') return { type, call_id, name, input: plainText(text), ...rest }
  // For other tools that the caller runs, the arguments are the fields of the item.
  const call = { ...toolInputObject(input), type, id, call_id, status: 'completed', ...rest }
  return call as unknown as InputItem
}

/** An item that came from OpenAI and goes back unchanged. Its type is in its metadata. */
function verbatim(item: JsonObject): InputItem[] | undefined {
  return typeof item['type'] === 'string' ? [item as unknown as InputItem] : undefined
}

/** The API refuses longer ids, which other vendors may have made. */
export function toCallId(toolCallId: string): string {
  return fitToolId(toolCallId, { pattern: /^.{1,64}$/s, length: 10 })
}

/** A text that may have been written as JSON. */
function plainText(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : text
  } catch {
    return text
  }
}
