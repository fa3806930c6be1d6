import { createOpenAICompatible } from '@llm-balancer/openai-compatible'
import { asText } from '@llm-balancer/provider'
import type { ApiKey, ChatModel, ModelSettings } from '@llm-balancer/provider'
import { effortsOf } from './reasoning.ts'
import { xaiDialect } from './xai-dialect.ts'

/** Settings of a model of xAI. */
export interface XAISettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.x.ai/v1' */
  readonly baseURL?: string | undefined
}

/**
 * A chat model of xAI.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function xai(settings: XAISettings): ChatModel {
  const { model } = Object(settings) as Partial<XAISettings>
  return createOpenAICompatible({ ...xaiDialect, efforts: effortsOf(asText(model)) }, settings)
}
