import { createOpenAICompatible } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, ModelSettings } from '@llm-balancer/provider'
import { cerebrasDialect } from './cerebras-dialect.ts'

/** Settings of a model on Cerebras. */
export interface CerebrasSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.cerebras.ai/v1' */
  readonly baseURL?: string | undefined
}

/**
 * A chat model on Cerebras.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function cerebras(settings: CerebrasSettings): ChatModel {
  return createOpenAICompatible(cerebrasDialect, settings)
}
