import { ownOptions, toolInputText } from '@llm-balancer/provider'
import type { AssistantMessage } from '@llm-balancer/provider'
import type { WireMessage, WireText, WireThinking, WireToolCall } from '../wire.ts'
import { contentOf, textPart } from './parts.ts'
import { leftOut } from './request-context.ts'
import type { RequestContext } from './request-context.ts'

/** An earlier answer on the wire. Of what another vendor said of its parts (signatures, item ids) nothing is sent. */
export function assistantMessage(
  { content }: AssistantMessage,
  context: RequestContext,
): WireMessage<never, object, never> {
  if (typeof content === 'string') return { role: 'assistant', content }
  const { provider, reasoningInput, toolCallId, warn } = context
  const parts: (WireText | WireThinking)[] = []
  const calls: WireToolCall[] = []
  let reasoning = ''
  let refusal = ''
  for (const part of content) {
    const own = ownOptions(provider, part.providerOptions)
    if (part.type === 'tool-call' && part.providerExecuted !== true) {
      const target = { name: part.toolName, arguments: toolInputText(part.input) }
      calls.push({ id: toolCallId(part.toolCallId), type: 'function', function: target, ...own })
    } else if (part.type === 'text') {
      if (own['refusal'] === true) refusal += part.text
      else parts.push(textPart(part, context))
    } else if (part.type === 'reasoning' && reasoningInput === 'content') {
      const thinking = part.text === '' ? [] : [{ type: 'text' as const, text: part.text }]
      if (thinking.length > 0 || Object.keys(own).length > 0)
        parts.push({ type: 'thinking', thinking, ...own })
    } else if (part.type === 'reasoning' && reasoningInput !== undefined) reasoning += part.text
    else warn(`${part.type} part of an assistant message`, leftOut)
  }
  const said = contentOf(parts)
  return {
    role: 'assistant',
    content: said === '' && calls.length > 0 ? null : said,
    ...(reasoning === '' ? {} : { [String(reasoningInput)]: reasoning }),
    ...(refusal === '' ? {} : { refusal }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}
