import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { readModelSettings } from '@llm-balancer/provider'
import type { ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { openaiDialect } from './openai-dialect.ts'
import { ownSettings } from './openai-vendor.ts'
import type { OpenAISettings } from './openai-vendor.ts'

/**
 * A chat model of OpenAI, over its chat completions API.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openai(settings: OpenAISettings): ChatModel {
  return createOpenAICompatible(...dialectOf(settings))
}

/**
 * An embedding model of OpenAI.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiEmbedding(settings: OpenAISettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(...dialectOf(settings))
}

function dialectOf(given: OpenAISettings): [Dialect, ModelSettings] {
  const checked = readModelSettings<OpenAISettings>('openai', given, ownSettings)
  const { organization: _, project: __, ...settings } = checked
  return [openaiDialect(checked), settings]
}
