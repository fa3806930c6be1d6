import { createOpenAICompatible } from '@llm-balancer/openai-compatible'
import type { ApiKey, ChatModel, ModelSettings } from '@llm-balancer/provider'
import { deepseekDialect } from './deepseek-dialect.ts'

/** Settings of a DeepSeek model. */
export interface DeepSeekSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.deepseek.com' */
  readonly baseURL?: string | undefined
}

/**
 * A chat model of DeepSeek.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function deepseek(settings: DeepSeekSettings): ChatModel {
  return createOpenAICompatible(deepseekDialect, settings)
}
