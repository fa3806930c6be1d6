import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { compact, readModelSettings } from '@llm-balancer/provider'
import type { ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { ownSettings } from './openrouter-settings.ts'
import type { OpenRouterSettings } from './openrouter-settings.ts'

/**
 * A chat model behind OpenRouter.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openrouter(settings: OpenRouterSettings): ChatModel {
  return createOpenAICompatible(...dialectOf(settings))
}

/**
 * An embedding model behind OpenRouter.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openrouterEmbedding(settings: OpenRouterSettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(...dialectOf(settings))
}

/** OpenRouter's API. Source: https://openrouter.ai/docs/api/reference/overview (November 2026) */
function dialectOf(given: OpenRouterSettings): [Dialect, ModelSettings] {
  const { appURL, appTitle, routing, ...settings } = readModelSettings<OpenRouterSettings>(
    'openrouter',
    given,
    ownSettings,
  )
  const dialect: Dialect = {
    provider: 'openrouter',
    baseURL: 'https://openrouter.ai/api/v1',
    needsKey: true,
    headers: { 'http-referer': appURL, 'x-openrouter-title': appTitle },
    extraBody: () => compact({ provider: routing }),
    rename: { top_k: 'top_k' },
    efforts: { max: 'xhigh' },
    reasoningInput: 'reasoning',
    // Usage comes at the end of every stream, asked for or not.
    streamUsage: false,
    endsWithDone: true,
    // Its list of models needs no key and is megabytes long.
    probePath: '/key',
    limitHeaders: [],
  }
  return [dialect, settings]
}
