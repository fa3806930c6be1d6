import { chatSettingNames, createOpenAICompatible } from '@llm-balancer/openai-compatible'
import type { ChatSettings } from '@llm-balancer/openai-compatible'
import { checkKnown, checkText } from '@llm-balancer/provider'
import type { ApiKey, ChatModel } from '@llm-balancer/provider'
import { openaiDialect } from './openai-dialect.ts'

/** Settings of an OpenAI model. */
export interface OpenAISettings extends ChatSettings {
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
  checkKnown('openai', settings, [...chatSettingNames, 'organization', 'project'])
  const { organization, project, ...rest } = settings
  const headers = {
    ...(organization === undefined
      ? {}
      : { 'openai-organization': checkText('openai', 'organization', organization) }),
    ...(project === undefined ? {} : { 'openai-project': checkText('openai', 'project', project) }),
  }
  return createOpenAICompatible({ ...openaiDialect, headers }, rest)
}
