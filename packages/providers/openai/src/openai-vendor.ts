import { openaiLimitHeaders } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { checkText } from '@llm-balancer/provider'
import type { ApiKey, ModelSettings, OptionTable, OwnSettings } from '@llm-balancer/provider'

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

/** Checks of the settings that only this adapter has. */
export const ownSettings: OptionTable<OwnSettings<OpenAISettings>> = {
  organization: [checkText],
  project: [checkText],
}

/** What both of OpenAI's APIs have in common. */
type OpenAIVendor = Required<Pick<Dialect, 'provider' | 'baseURL' | 'needsKey' | 'headers' | 'limitHeaders'>>

/** The part of the dialect that holds for both APIs. */
export function openaiVendor({ organization, project }: OpenAISettings): OpenAIVendor {
  return {
    provider: 'openai',
    baseURL: 'https://api.openai.com/v1',
    needsKey: true,
    headers: { 'openai-organization': organization, 'openai-project': project },
    limitHeaders: openaiLimitHeaders,
  }
}
