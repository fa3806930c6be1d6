/** What a balancer needs to know of a stream part: whether it commits or ends the stream, and the tokens it reports. */
import type { TokenUsage } from '@llm-balancer/core'
import type { Usage } from '../chat/chat-response.ts'
import type { FinishPart, StreamPart } from '../chat/stream-part.ts'

/** Part types that are content by themselves. */
const contentTypes: ReadonlySet<StreamPart['type']> = new Set<StreamPart['type']>([
  'tool-input-start',
  'tool-call',
  'tool-result',
  'tool-approval-request',
  'file',
  'reasoning-file',
  'source',
  'custom',
])

/** True for a part that shows the consumer something: after it no other target may take over silently. */
export function isContentPart(part: StreamPart): boolean {
  if (part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-input-delta') {
    return part.delta !== ''
  }
  return contentTypes.has(part.type)
}

/** True for the part that ends a stream as it should. */
export function isFinalPart(part: StreamPart): part is FinishPart {
  return part.type === 'finish'
}

/** The tokens that a part reports, or undefined. */
export function usageOfPart(part: StreamPart): TokenUsage | undefined {
  return part.type === 'finish' ? toTokenUsage(part.usage) : undefined
}

/** The AI SDK's token counts as the balancer's. Unknown numbers are left out. */
export function toTokenUsage({ inputTokens, outputTokens }: Usage): TokenUsage {
  const usage: { -readonly [Name in keyof TokenUsage]: TokenUsage[Name] } = {}
  if (inputTokens.total !== undefined) usage.inputTokens = inputTokens.total
  if (outputTokens.total !== undefined) usage.outputTokens = outputTokens.total
  if (inputTokens.cacheRead !== undefined) usage.cacheReadTokens = inputTokens.cacheRead
  if (inputTokens.cacheWrite !== undefined) usage.cacheWriteTokens = inputTokens.cacheWrite
  if (outputTokens.reasoning !== undefined) usage.reasoningTokens = outputTokens.reasoning
  return usage
}
