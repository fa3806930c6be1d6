import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { togetherDialect } from './together-dialect.ts'

/** Settings of a model on Together. */
export interface TogetherSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** `https://api.together.ai/v1` is the same. @default 'https://api.together.xyz/v1' */
  readonly baseURL?: string | undefined
}

/**
 * A chat model on Together.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function together(settings: TogetherSettings): ChatModel {
  return createOpenAICompatible(togetherDialect, settings)
}

/**
 * An embedding model on Together.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function togetherEmbedding(settings: TogetherSettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(togetherDialect, settings)
}
