import type { ChatMessage } from '@llm-balancer/provider'
import { toTextParts } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { Part, Turn } from './generate-content-body.ts'
import { signToolCalls } from './sign-tool-calls.ts'
import { toFileParts } from './to-file-parts.ts'
import { toModelParts } from './to-model-parts.ts'
import { toToolResponses } from './to-tool-responses.ts'

/** A conversation as the API has it. */
export type Conversation = { readonly system: Part[]; readonly contents: Turn[] }

/**
 * Turns messages into instructions and turns. Neighbours of one role become one turn, because the results of parallel calls
 * must be in one; empty text, which the API refuses, is left out.
 */
export function toConversation(messages: readonly ChatMessage[], mapping: Mapping): Conversation {
  const system: Part[] = []
  const contents: Turn[] = []
  for (const message of messages) {
    if (message.role === 'system') {
      if (contents.length > 0) mapping.warn('system message', 'moved to the start')
      system.push(...toTextParts(message.content, message))
      continue
    }
    const role = message.role === 'assistant' ? 'model' : 'user'
    const parts = toParts(message, mapping)
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else if (parts.length > 0) contents.push({ role, parts })
  }
  signToolCalls(contents, mapping)
  return { system, contents }
}

function toParts(message: Exclude<ChatMessage, { role: 'system' }>, mapping: Mapping): Part[] {
  if (message.role === 'tool') return message.content.flatMap((part) => toToolResponses(part, mapping))
  if (typeof message.content === 'string') return toTextParts(message.content, {})
  if (message.role === 'assistant') return message.content.flatMap((part) => toModelParts(part, mapping))
  return message.content.flatMap((part): Part[] =>
    part.type === 'text' ? toTextParts(part.text, part) : toFileParts(part, mapping),
  )
}
