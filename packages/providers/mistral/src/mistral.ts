import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { mistralDialect } from './mistral-dialect.ts'

/** Settings of a Mistral model. */
export interface MistralSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.mistral.ai/v1' */
  readonly baseURL?: string | undefined
}

/**
 * A chat model of Mistral.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function mistral(settings: MistralSettings): ChatModel {
  return createOpenAICompatible(mistralDialect, settings)
}

/**
 * An embedding model of Mistral.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function mistralEmbedding(settings: MistralSettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(mistralDialect, settings)
}
