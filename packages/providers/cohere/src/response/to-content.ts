import { asText, compact, toMetadata } from '@llm-balancer/provider'
import type { JsonRecord, ReasoningContent, TextContent } from '@llm-balancer/provider'
import { toCitations } from './to-citations.ts'

/** What Cohere writes in words. */
type Written = 'text' | 'thinking' | 'tool_plan'

/** What Cohere calls the citations of each. */
const citedAs: Readonly<Record<Written, string>> = {
  text: 'TEXT_CONTENT',
  thinking: 'THINKING_CONTENT',
  tool_plan: 'PLAN',
}

/** A block of an answer: its place among the blocks, and what it is. */
export type WrittenBlock = { readonly type: Written; readonly index?: unknown; readonly text: string }

/** The citations of a block, among those of an answer. */
export function citationsOf(
  { type, index }: Omit<WrittenBlock, 'text'>,
  citations: readonly JsonRecord[],
): JsonRecord[] {
  return citations.filter(({ type: cited, content_index: place }) => {
    const isHere = place === undefined || place === null || index === undefined || place === index
    return isHere && (cited ?? citedAs.text) === citedAs[type]
  })
}

/**
 * Turns a block of an answer, with the citations of it, into a part. Its metadata says which block it was and keeps Cohere's
 * own citations, so that it can be sent back as it was.
 */
export function toWrittenContent(
  { type, text }: WrittenBlock,
  citations: readonly JsonRecord[],
): TextContent | ReasoningContent {
  const raw = citations.length > 0 ? citations : undefined
  if (type !== 'text') {
    return compact({
      type: 'reasoning',
      text,
      providerMetadata: toMetadata('cohere', { type, citations: raw }),
    })
  }
  return compact({
    type,
    text,
    citations: raw && toCitations(raw),
    providerMetadata: toMetadata('cohere', { citations: raw }),
  })
}

/** What a block of an answer holds, by its type. */
export function writtenIn({
  type,
  text,
  thinking,
}: JsonRecord): Pick<WrittenBlock, 'type' | 'text'> | undefined {
  if (type === 'text') return { type, text: asText(text) }
  return type === 'thinking' ? { type, text: asText(thinking) } : undefined
}
