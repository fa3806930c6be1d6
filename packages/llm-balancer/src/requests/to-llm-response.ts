import type { ChatResponse, FinishReason, Usage } from '@llm-balancer/provider'
import type { LLMResponse, LLMUsage } from './llm-request.ts'

/** The parts of an answer that a simple one is made of. */
export type AnswerFacts = Pick<ChatResponse, 'text' | 'usage' | 'finishReason'>

/** A whole answer as a simple one. */
export function toLLMResponse(
  answer: AnswerFacts,
  from: { readonly name: string; readonly model: string },
): LLMResponse {
  const usage = toLLMUsage(answer.usage)
  return {
    content: answer.text,
    ...(usage === undefined ? {} : { usage }),
    model: from.model,
    provider: from.name,
    finishReason: wordOf(answer.finishReason),
  }
}

/** Undefined unless both numbers are known: an unknown number is not zero. */
function toLLMUsage({ inputTokens, outputTokens }: Usage): LLMUsage | undefined {
  const [promptTokens, completionTokens] = [inputTokens.total, outputTokens.total]
  if (promptTokens === undefined || completionTokens === undefined) return undefined
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens }
}

function wordOf({ raw, unified }: FinishReason): string {
  return raw ?? unified
}
