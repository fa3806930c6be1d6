import type { FinishReason } from './chat-response.ts'
import type { Content } from './content.ts'

/**
 * True for an answer that claims to be complete and says nothing: it stopped by itself, without text, reasoning, tool
 * call or anything else. Adapters throw it as `invalid-response`, so that another target is tried.
 */
export function isEmptyAnswer(answer: {
  readonly content: readonly Content[]
  readonly finishReason: FinishReason
}): boolean {
  return answer.finishReason.unified === 'stop' && answer.content.every(isBlank)
}

function isBlank(part: Content): boolean {
  return (part.type === 'text' || part.type === 'reasoning') && part.text === ''
}
