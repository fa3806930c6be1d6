import type { ChatMessage, ToolPart } from './message.ts'

/** Adds the result of a tool to a conversation: results that follow each other are one message. */
export function addToolResult(conversation: ChatMessage[], result: ToolPart): void {
  const last = conversation.at(-1)
  if (last?.role === 'tool')
    conversation[conversation.length - 1] = { role: 'tool', content: [...last.content, result] }
  else conversation.push({ role: 'tool', content: [result] })
}
