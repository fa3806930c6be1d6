import { createOpenAICompatible, createOpenAICompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { checkText } from '@llm-balancer/provider'
import type { ApiKey, ChatModel, EmbeddingModel, ModelSettings } from '@llm-balancer/provider'
import { openaiDialect } from './openai-dialect.ts'

/** Settings of an OpenAI model. */
export interface OpenAISettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /** @default 'https://api.openai.com/v1' */
  readonly baseURL?: string | undefined
  /** Sent as `openai-organization`. @default the key's own */
  readonly organization?: string | undefined
  /** Sent as `openai-project`. @default the key's own */
  readonly project?: string | undefined
}

/**
 * A chat model of OpenAI, over its chat completions API.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openai(settings: OpenAISettings): ChatModel {
  return createOpenAICompatible(...accountOf(settings))
}

/**
 * An embedding model of OpenAI.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiEmbedding(settings: OpenAISettings): EmbeddingModel {
  return createOpenAICompatibleEmbedding(...accountOf(settings))
}

/** The account is said in headers. */
function accountOf({ organization, project, ...settings }: OpenAISettings): [Dialect, ModelSettings] {
  const headers = Object.entries({ organization, project }).flatMap(([name, value]) =>
    value === undefined ? [] : [[`openai-${name}`, checkText('openai', name, value)]],
  )
  const dialect = {
    ...openaiDialect,
    settingNames: ['organization', 'project'],
    headers: Object.fromEntries(headers) as Record<string, string>,
  }
  return [dialect, settings]
}
