import { toolOutputText, withOwnOptions } from '@llm-balancer/provider'
import type {
  ChatMessage,
  ToolMessage,
  ToolResultContent,
  ToolResultPart,
  UserPart,
} from '@llm-balancer/provider'
import type { WireMessage } from '../wire.ts'
import { assistantMessage } from './assistant-message.ts'
import { contentOf, filePart, textPart } from './parts.ts'
import { leftOut } from './request-context.ts'
import type { RequestContext } from './request-context.ts'

/** A message as any dialect may have it. */
type AnyMessage = WireMessage<object, object, object>

/** A conversation on the wire. A message's own `providerOptions` are merged into it verbatim. */
export function wireMessages(messages: readonly ChatMessage[], context: RequestContext): AnyMessage[] {
  const all: AnyMessage[] = []
  let left = messages.length
  for (const message of messages) {
    left -= 1
    const isPrefill = left === 0 && message.role === 'assistant'
    for (const wire of wireMessage(message, context)) {
      const whole = isPrefill ? { ...wire, ...context.prefill } : wire
      all.push(withOwnOptions(whole, context.provider, message.providerOptions))
    }
  }
  return all
}

function wireMessage(message: ChatMessage, context: RequestContext): AnyMessage[] {
  const { role, content } = message
  switch (role) {
    case 'system':
      return [{ role: context.systemRole ?? role, content }]
    case 'user':
      return [{ role, content: typeof content === 'string' ? content : userContent(content, context) }]
    case 'assistant':
      return [assistantMessage(message, context)]
    case 'tool':
      return toolMessages(message, context)
  }
}

/** Several texts stay separate parts, since no separator is known. */
function userContent(content: readonly UserPart[], context: RequestContext): string | object[] {
  const parts = content.flatMap((part) =>
    part.type === 'text' ? [textPart(part, context)] : filePart(part, context),
  )
  return parts.length > 1 ? parts : contentOf(parts)
}

function toolMessages({ content }: ToolMessage, context: RequestContext): AnyMessage[] {
  const { provider, toolCallId, warn } = context
  return content.flatMap((part): AnyMessage[] => {
    if (part.type === 'tool-result') {
      const id = toolCallId(part.toolCallId)
      const message: AnyMessage = { role: 'tool', tool_call_id: id, content: resultContent(part, context) }
      const marked = withOwnOptions(message, provider, part.output.providerOptions)
      return [withOwnOptions(marked, provider, part.providerOptions)]
    }
    warn(`${part.type} part of a tool message`, leftOut)
    return []
  })
}

function resultContent({ output }: ToolResultPart, context: RequestContext): string | object[] {
  if (output.type !== 'content') return toolOutputText(output)
  const inResult = context.filesInToolResults === true ? context : { ...context, filePart: () => undefined }
  return contentOf(output.value.flatMap((part) => resultPart(part, inResult)))
}

function resultPart(part: ToolResultContent, context: RequestContext): object[] {
  if (part.type === 'text') return [textPart(part, context)]
  if (part.type === 'file') return filePart(part, context)
  context.warn(`${part.type} part of a tool message`, leftOut)
  return []
}
