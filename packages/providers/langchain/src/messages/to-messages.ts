import type {
  AIMessage,
  AIMessageChunk,
  BaseMessage,
  ToolMessage,
  ToolMessageChunk,
} from '@langchain/core/messages'
import { addToolResult } from '@llm-balancer/provider'
import type { ChatMessage, ToolPart } from '@llm-balancer/provider'
import { blockOptions, mergedOptions } from './block-options.ts'
import { toAssistant } from './to-assistant.ts'
import { toolOutput } from './tool-output.ts'
import { toUserParts } from './to-user-parts.ts'

/** The roles of messages without a type of their own (`ChatMessage`), by the words in use. */
const genericRoles: ReadonlyMap<string, 'system' | 'user' | 'assistant'> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
])

/**
 * A conversation of LangChain's as that of a request. Results of tools that follow each other become one message.
 *
 * @throws TypeError naming the type of a message or of a part of it that cannot be translated
 */
export function toMessages(owner: string, messages: readonly BaseMessage[]): ChatMessage[] {
  const conversation: ChatMessage[] = []
  const toolNames = new Map<string, string>()
  for (const message of messages) {
    if (isTool(message)) {
      addToolResult(conversation, toToolPart(owner, message, toolNames))
      continue
    }
    for (const { id, name } of isAssistant(message) ? (message.tool_calls ?? []) : [])
      if (id !== undefined) toolNames.set(id, name)
    conversation.push(toMessage(owner, message))
  }
  return conversation
}

function toMessage(owner: string, message: BaseMessage): ChatMessage {
  const { type } = message
  const { role } = message as { readonly role?: string }
  const known = type === 'generic' ? genericRoles.get(role ?? '') : undefined
  if (isAssistant(message)) return toAssistant(message)
  if (known === 'assistant') return { role: 'assistant', content: message.text }
  if (type === 'human' || known === 'user') return { role: 'user', content: toUserParts(owner, message) }
  if (type === 'system' || type === 'developer' || known === 'system') return toSystem(owner, message)
  throw new TypeError(`${owner}: a message of type "${type}" cannot be sent`)
}

function toSystem(owner: string, message: BaseMessage): ChatMessage {
  const blocks = message.contentBlocks
  const other = blocks.find(({ type }) => type !== 'text')
  if (other !== undefined)
    throw new TypeError(`${owner}: a system message holds text alone, got a block of type "${other.type}"`)
  const providerOptions = mergedOptions(blocks.map(blockOptions))
  return {
    role: 'system',
    content: message.text,
    ...(providerOptions === undefined ? {} : { providerOptions }),
  }
}

function toToolPart(
  owner: string,
  message: ToolMessage | ToolMessageChunk,
  names: ReadonlyMap<string, string>,
): ToolPart {
  const { tool_call_id: toolCallId, name } = message
  const toolName = name ?? names.get(toolCallId) ?? ''
  return { type: 'tool-result', toolCallId, toolName, output: toolOutput(owner, message) }
}

function isTool(message: BaseMessage): message is ToolMessage | ToolMessageChunk {
  return message.type === 'tool'
}

function isAssistant(message: BaseMessage): message is AIMessage | AIMessageChunk {
  return message.type === 'ai'
}
