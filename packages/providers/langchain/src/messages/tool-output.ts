import type { ToolMessage, ToolMessageChunk } from '@langchain/core/messages'
import type { ToolResultContent, ToolResultOutput } from '@llm-balancer/provider'
import { toUserPart } from './to-user-parts.ts'

/** What a tool gave. @throws TypeError naming the type of a block that cannot be translated */
export function toolOutput(owner: string, message: ToolMessage | ToolMessageChunk): ToolResultOutput {
  const { content, status } = message
  const blocks = typeof content === 'string' ? [] : message.contentBlocks
  const isText = blocks.every(({ type }) => type === 'text')
  if (status === 'error') return { type: 'error-text', value: message.text }
  if (isText) return { type: 'text', value: message.text }
  return { type: 'content', value: blocks.map((block): ToolResultContent => toUserPart(owner, block)) }
}
