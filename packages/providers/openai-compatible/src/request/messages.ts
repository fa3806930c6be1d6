import { withOwnOptions } from '@llm-balancer/provider'
import type {
  AssistantMessage,
  ChatMessage,
  ToolMessage,
  ToolResultOutput,
  UserMessage,
} from '@llm-balancer/provider'
import type { WireMessage, WireToolCall } from '../wire.ts'
import { userPart } from './user-part.ts'
import type { PartContext } from './user-part.ts'

/** What {@link wireMessages} has to know. */
export type MessageContext = PartContext & { readonly toolCallId: (id: string) => string }

/** A conversation on the wire. A message's own `providerOptions` are merged into it verbatim. */
export function wireMessages(messages: readonly ChatMessage[], context: MessageContext): WireMessage[] {
  return messages.flatMap((message) =>
    wireMessage(message, context).map((wire) =>
      withOwnOptions(wire, context.provider, message.providerOptions),
    ),
  )
}

function wireMessage(message: ChatMessage, context: MessageContext): WireMessage[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content }]
    case 'user':
      return [userMessage(message, context)]
    case 'assistant':
      return [assistantMessage(message, context)]
    case 'tool':
      return toolMessages(message, context)
  }
}

function userMessage({ content }: UserMessage, context: MessageContext): WireMessage {
  if (typeof content === 'string') return { role: 'user', content }
  const parts = content.flatMap((part) => userPart(part, context))
  const [only] = parts
  const isPlain = parts.length === 1 && only?.type === 'text' && Object.keys(only).length === 2
  return { role: 'user', content: isPlain ? only.text : parts }
}

function assistantMessage({ content }: AssistantMessage, context: MessageContext): WireMessage {
  if (typeof content === 'string') return { role: 'assistant', content }
  let text = ''
  const calls: WireToolCall[] = []
  for (const part of content) {
    if (part.type === 'text') text += part.text
    else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      const id = context.toolCallId(part.toolCallId)
      calls.push({ id, type: 'function', function: { name: part.toolName, arguments: json(part.input) } })
    } else context.warn(`${part.type} part of an assistant message`, 'left out of the message')
  }
  if (calls.length === 0) return { role: 'assistant', content: text }
  return { role: 'assistant', content: text === '' ? null : text, tool_calls: calls }
}

function toolMessages({ content }: ToolMessage, context: MessageContext): WireMessage[] {
  return content.flatMap((part): WireMessage[] => {
    if (part.type === 'tool-result') {
      const id = context.toolCallId(part.toolCallId)
      return [{ role: 'tool', tool_call_id: id, content: resultText(part.output, context) }]
    }
    context.warn('tool-approval-response part of a tool message', 'left out of the message')
    return []
  })
}

function resultText(output: ToolResultOutput, { warn }: MessageContext): string {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value
    case 'json':
    case 'error-json':
      return JSON.stringify(output.value)
    case 'execution-denied':
      return output.reason ?? 'The user did not allow this tool to run.'
    case 'content':
      return output.value
        .map((part) => {
          if (part.type === 'text') return part.text
          warn(`${part.type} part of a tool result`, 'left out of the message')
          return ''
        })
        .join('')
  }
}

function json(input: unknown): string {
  if (typeof input === 'string') return input
  return input === undefined ? '{}' : JSON.stringify(input)
}
