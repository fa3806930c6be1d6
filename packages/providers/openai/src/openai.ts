import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { ChatModel, EmbeddingModel } from '@llm-balancer/provider'
import { openaiDialect } from './openai-dialect.ts'
import type { OpenAISettings } from './openai-vendor.ts'

/**
 * A chat model of OpenAI, over its chat completions API.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openai(settings: OpenAISettings): ChatModel {
  return createOpenAICompatible(openaiDialect(settings), settings)
}

/**
 * An embedding model of OpenAI.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiEmbedding(settings: OpenAISettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(openaiDialect(settings), settings)
}
