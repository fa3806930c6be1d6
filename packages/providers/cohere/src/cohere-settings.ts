import { createModelClient } from '@llm-balancer/provider'
import type { ApiKey, HttpClient, ModelSettings } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import { cohereLimitHeaders } from './limit-headers.ts'

/** Settings of a Cohere model. */
export interface CohereSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /**
   * Where the API is, with or without its version: with `https://api.cohere.ai/v1` version 2 is called as well.
   *
   * @default 'https://api.cohere.com'
   */
  readonly baseURL?: string | undefined
}

/** How the base URLs of older clients end. */
const version = /\/(compatibility\/)?v[12](\/(chat|embed|generate))?\/*(?=\?|$)/

/** The cheapest request; only version 1 lists models. */
export const probePath = 'v1/models?page_size=1'

/** Checks settings and makes the client of their endpoint, whose paths begin with the version of the API. */
export function cohereClient(settings: CohereSettings): HttpClient {
  const { baseURL } = settings
  return createModelClient(
    {
      provider: 'cohere',
      needsKey: true,
      baseURL: 'https://api.cohere.com',
      errorRules,
      limitHeaders: cohereLimitHeaders,
    },
    { ...settings, baseURL: typeof baseURL === 'string' ? baseURL.replace(version, '') : baseURL },
  )
}
