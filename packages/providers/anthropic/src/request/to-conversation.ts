import type { ChatMessage } from '@llm-balancer/provider'
import { ownOf, toTextBlocks } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { Block, TextBlock, Turn } from './messages-body.ts'
import { toAssistantBlocks } from './to-assistant-blocks.ts'
import { toFileBlocks } from './to-file-blocks.ts'
import { toToolResults } from './to-tool-results.ts'

/** A conversation as the Messages API has it. */
export type Conversation = { readonly system: TextBlock[]; readonly messages: Turn[] }

/**
 * Turns messages into instructions and turns. Neighbours of one role become one turn, tool results belong to the user's turn
 * and come first in it, and empty text, which the API refuses, is left out. Later instructions stay as close to their place
 * as the API allows, between a turn of the user and one of Claude, because moving them to the start would break the cache.
 */
export function toConversation(messages: readonly ChatMessage[], mapping: Mapping): Conversation {
  const system: TextBlock[] = []
  const turns: Turn[] = []
  const later: TextBlock[] = []
  const instruct = (): void => {
    if (later.length === 0) return
    const content = later.splice(0)
    if (mapping.traits.systemTurns && turns.at(-1)?.role === 'user') turns.push({ role: 'system', content })
    else {
      mapping.warn('system message', 'moved to the start')
      system.push(...content)
    }
  }
  for (const message of messages) {
    if (message.role === 'system') {
      const blocks = toTextBlocks(message.content, message)
      ;(turns.length > 0 ? later : system).push(...blocks)
      continue
    }
    if (message.role === 'assistant') instruct()
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const blocks = toBlocks(message, mapping)
    cache(blocks, message)
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...blocks)
    else if (blocks.length > 0) turns.push({ role, content: blocks })
  }
  instruct()
  for (const { content } of turns) content.sort((one, other) => rank(one) - rank(other))
  return { system, messages: turns }
}

function toBlocks(message: Exclude<ChatMessage, { role: 'system' }>, mapping: Mapping): Block[] {
  if (message.role === 'tool') return message.content.flatMap((part) => toToolResults(part, mapping))
  if (typeof message.content === 'string') return toTextBlocks(message.content, {})
  if (message.role === 'assistant') return message.content.flatMap((part) => toAssistantBlocks(part, mapping))
  return message.content.flatMap((part): Block[] =>
    part.type === 'text' ? toTextBlocks(part.text, part) : toFileBlocks(part, mapping),
  )
}

/** Puts a message's own cache control on the last of its blocks that can have one. */
function cache(blocks: readonly Block[], message: ChatMessage): void {
  const { cacheControl, cache_control: control = cacheControl } = ownOf(message)
  const block = blocks.findLast(({ type }) => !type.endsWith('thinking'))
  if (control !== undefined && block !== undefined) Object.assign(block, { cache_control: control, ...block })
}

function rank({ type }: Block): number {
  return type === 'tool_result' ? 0 : 1
}
