import type { LLMResponse as RootResponse } from '../../index.ts'
import type { LLMResponse } from './llm-request.ts'

/** An answer of the root in the documented shape: with the vendor's own `finishReason`. */
export function toLLMResponse({ rawFinishReason, finishReason, ...answer }: RootResponse): LLMResponse {
  const word = rawFinishReason ?? finishReason
  return { ...answer, ...(word === undefined ? {} : { finishReason: word }) }
}
