import type { ChatResponse, Usage } from '@llm-balancer/provider'
import type { LLMResponse, LLMUsage } from './llm-request.ts'

/** The parts of an answer that a simple one has. */
export type AnswerFacts = Pick<ChatResponse, 'text' | 'usage' | 'finishReason'>

/** A whole answer as a simple one. */
export function toLLMResponse(
  { text, usage, finishReason: { unified, raw } }: AnswerFacts,
  from: Pick<LLMResponse, 'provider' | 'model'>,
): LLMResponse {
  const { provider, model } = from
  const response: { -readonly [Name in keyof LLMResponse]: LLMResponse[Name] } = {
    content: text,
    provider,
    model,
    finishReason: unified,
  }
  const counts = toLLMUsage(usage)
  if (counts !== undefined) response.usage = counts
  if (raw !== undefined) response.rawFinishReason = raw
  return response
}

/** Undefined unless both numbers are known: an unknown number is not zero. */
function toLLMUsage({ inputTokens, outputTokens }: Usage): LLMUsage | undefined {
  const [promptTokens, completionTokens] = [inputTokens.total, outputTokens.total]
  if (promptTokens === undefined || completionTokens === undefined) return undefined
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens }
}
