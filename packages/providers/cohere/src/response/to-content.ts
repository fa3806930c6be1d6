import { asText, compact, toMetadata } from '@llm-balancer/provider'
import type { JsonRecord, ReasoningContent, TextContent } from '@llm-balancer/provider'
import { toCitations } from './to-citations.ts'

/** The types of blocks that are text. */
type Written = 'text' | 'thinking' | 'tool_plan'

/** The type of Cohere's citations for each of them. */
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
 * Turns a block of an answer, with its citations, into a part. Its metadata has the type of the block and Cohere's own
 * citations, from which the same block is made when it is sent back.
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

/** The content of a block of an answer, by its type. */
export function writtenIn({
  type,
  text,
  thinking,
}: JsonRecord): Pick<WrittenBlock, 'type' | 'text'> | undefined {
  if (type === 'text') return { type, text: asText(text) }
  return type === 'thinking' ? { type, text: asText(thinking) } : undefined
}
