import { unknownUsage, type ChatResponse, type Usage } from '@llm-balancer/provider'
import type { LLMResponse, LLMUsage } from '../requests/llm-request.ts'
import type { WebAnswer } from './web-source.ts'

/** A whole answer in the unified chat types. */
export function toChatResponse(answer: WebAnswer): ChatResponse {
  return isSimple(answer) ? fromSimple(answer) : answer
}

function isSimple(answer: WebAnswer): answer is LLMResponse {
  return typeof answer.content === 'string'
}

function fromSimple(answer: LLMResponse): ChatResponse {
  const { content: text, model, finishReason = 'stop', rawFinishReason, usage } = answer
  return {
    content: [{ type: 'text', text }],
    text,
    finishReason: { unified: finishReason, raw: rawFinishReason },
    usage: usage === undefined ? unknownUsage : usageOf(usage),
    warnings: [],
    request: {},
    response: { modelId: model },
  }
}

function usageOf({ promptTokens, completionTokens }: LLMUsage): Usage {
  const { inputTokens, outputTokens } = unknownUsage
  return {
    inputTokens: { ...inputTokens, total: promptTokens },
    outputTokens: { ...outputTokens, total: completionTokens },
  }
}
