import { withOwnOptions } from '@llm-balancer/provider'
import type { ChatMessage, UserMessage, UserPart, Warn } from '@llm-balancer/provider'
import type { DocumentBody, ImageBlock, TextBlock, Turn, UserTurn } from './chat-body.ts'
import { toAssistantTurn } from './to-assistant-turn.ts'
import { toFile } from './to-file.ts'
import { toTextBlocks } from './to-text-blocks.ts'
import { toToolTurns } from './to-tool-turns.ts'

/** A conversation as the chat API has it: text files are documents beside it, which the model may cite. */
export type Conversation = { readonly messages: Turn[]; readonly documents: DocumentBody[] }

/**
 * Turns messages into turns. Instructions become one turn, the first, because the API takes them only there; empty texts and
 * turns, which it refuses, are left out.
 */
export function toConversation(messages: readonly ChatMessage[], warn: Warn): Conversation {
  const system: TextBlock[] = []
  const turns: Turn[] = []
  const documents: DocumentBody[] = []
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        if (turns.length > 0) warn('system message', 'moved to the start')
        system.push(...toTextBlocks(message.content, message))
        break
      case 'user':
        turns.push(...toUserTurns(message, documents, warn))
        break
      case 'assistant':
        turns.push(...toAssistantTurn(message, warn))
        break
      case 'tool':
        turns.push(...toToolTurns(message, warn))
    }
  }
  if (system.length > 0) turns.unshift({ role: 'system', content: system })
  return { messages: turns, documents }
}

function toUserTurns(message: UserMessage, documents: DocumentBody[], warn: Warn): UserTurn[] {
  const { content, providerOptions } = message
  const parts: readonly UserPart[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  const blocks = parts.flatMap((part): (TextBlock | ImageBlock)[] => {
    if (part.type === 'text') return toTextBlocks(part.text, part)
    const file = toFile(part, warn)
    if (file === undefined) return []
    if ('image_url' in file) return [file]
    documents.push(file)
    return []
  })
  if (blocks.length === 0) return []
  return [withOwnOptions({ role: 'user', content: blocks }, 'cohere', providerOptions)]
}
