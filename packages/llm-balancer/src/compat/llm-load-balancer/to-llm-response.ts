import type { LLMResponse as RootResponse } from '../../index.ts'
import type { LLMResponse } from './llm-request.ts'

/** An answer of the root, whose `finishReason` is one of its own words, in the documented shape. */
export function toLLMResponse({ rawFinishReason, finishReason, ...answer }: RootResponse): LLMResponse {
  const word = rawFinishReason ?? finishReason
  return { ...answer, ...(word === undefined ? {} : { finishReason: word }) }
}
