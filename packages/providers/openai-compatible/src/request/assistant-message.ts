import { ownOptions, toolInputText } from '@llm-balancer/provider'
import type { AssistantMessage, ReasoningPart } from '@llm-balancer/provider'
import type { WireMessage, WireText, WireThinking, WireToolCall } from '../wire.ts'
import { contentOf, textPart } from './parts.ts'
import { leftOut } from './request-context.ts'
import type { RequestContext } from './request-context.ts'

/** An earlier answer on the wire. Metadata of other vendors (signatures, item ids) is not sent. */
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
    } else if (part.type === 'reasoning' && reasoningInput !== undefined && !isForeign(part, provider)) {
      if (reasoningInput !== 'content') reasoning += part.text
      else if (part.text !== '' || Object.keys(own).length > 0) {
        parts.push({
          type: 'thinking',
          thinking: part.text === '' ? [] : [{ type: 'text', text: part.text }],
          ...own,
        })
      }
    } else warn(`${part.type} part of an assistant message`, leftOut)
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

/** True for reasoning with metadata of other vendors only. */
function isForeign({ providerOptions = {} }: ReasoningPart, provider: string): boolean {
  return Object.keys(providerOptions).length > 0 && !Object.hasOwn(providerOptions, provider)
}
