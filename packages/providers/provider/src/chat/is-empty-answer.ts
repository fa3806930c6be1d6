import type { FinishReason } from './chat-response.ts'
import type { Content } from './content.ts'

/** Reasons for which an answer may say nothing: there was no room left, or what there was has been filtered. */
const excuses = /^(length|content-filter)$/

/**
 * True for an answer that says nothing, no text, no reasoning, no tool call or anything else, and has no reason for it.
 * Adapters throw it as `invalid-response`, so that another target is tried.
 */
export function isEmptyAnswer(answer: {
  readonly content: readonly Content[]
  readonly finishReason: FinishReason
}): boolean {
  return !excuses.test(answer.finishReason.unified) && answer.content.every(isBlank)
}

function isBlank(part: Content): boolean {
  return (part.type === 'text' || part.type === 'reasoning') && part.text === ''
}
