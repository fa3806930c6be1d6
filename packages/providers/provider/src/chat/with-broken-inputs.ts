import { parseJsonText } from '../read/json-record.ts'
import type { ChatRequest } from './chat-request.ts'
import type { Warning } from './chat-response.ts'

/**
 * Warnings of a request, and one for each call of an earlier answer whose arguments are no JSON, because the answer was cut off or
 * the model made a mistake: some vendors refuse such a conversation, and those that take only objects are sent an empty one.
 */
export function withBrokenInputs(
  warnings: Warning[],
  { messages }: Pick<ChatRequest, 'messages'>,
): Warning[] {
  const broken: Warning[] = []
  for (const { role, content } of messages) {
    if (role !== 'assistant' || typeof content === 'string') continue
    for (const part of content) {
      if (part.type !== 'tool-call' || typeof part.input !== 'string') continue
      if (part.input.trim() === '' || parseJsonText(part.input) !== undefined) continue
      const message = `the arguments of an earlier call of the tool "${part.toolName}" are no JSON`
      broken.push({ type: 'other', message })
    }
  }
  return broken.length === 0 ? warnings : [...warnings, ...broken]
}
