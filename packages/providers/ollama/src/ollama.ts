import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { ollamaDialect } from './ollama-dialect.ts'

/** Settings of a model on an Ollama server. */
export interface OllamaSettings extends ModelSettings {
  /** The key of Ollama's cloud, or of a proxy before the server. @default none */
  readonly apiKey?: ApiKey | undefined
  /** Ollama's cloud is at `https://ollama.com/v1`. @default 'http://127.0.0.1:11434/v1' */
  readonly baseURL?: string | undefined
}

/**
 * A chat model on an Ollama server.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function ollama(settings: OllamaSettings): ChatModel {
  return createOpenAICompatible(ollamaDialect, settings)
}

/**
 * An embedding model on an Ollama server.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function ollamaEmbedding(settings: OllamaSettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(ollamaDialect, settings)
}
