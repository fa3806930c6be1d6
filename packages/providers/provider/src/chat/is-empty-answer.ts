import type { FinishReason } from './chat-response.ts'
import type { Content } from './content.ts'

/** Finish reasons of legitimate empty answers: there was no room left, or the content was filtered. */
const excuses = /^(length|content-filter)$/

/**
 * True for an answer without any text, reasoning, tool call or other content, and without a reason for that.
 * Adapters throw it as `invalid-response`, so that another target is tried.
 */
export function isEmptyAnswer(answer: {
  readonly content: readonly Content[]
  readonly finishReason: FinishReason
  /** True when the request ended with the beginning of the answer, so that nothing may be left to say. @default false */
  readonly continues?: boolean | undefined
}): boolean {
  const { unified } = answer.finishReason
  const isExcused = excuses.test(unified) || (answer.continues === true && unified === 'stop')
  return !isExcused && answer.content.every(isBlank)
}

function isBlank(part: Content): boolean {
  return (part.type === 'text' || part.type === 'reasoning') && part.text === ''
}
