import { createModelClient } from '@llm-balancer/provider'
import type { ApiKey, HttpClient, ModelSettings } from '@llm-balancer/provider'
import { errorRules } from './error-rules.ts'
import { cohereLimitHeaders } from './limit-headers.ts'

/** Settings of a Cohere model. */
export interface CohereSettings extends ModelSettings {
  /** The key, or a function that gives the current one before each request. */
  readonly apiKey: ApiKey
  /**
   * Where the API is, with or without its version: `https://api.cohere.ai/v1` is asked for version 2 as well.
   *
   * @default 'https://api.cohere.com'
   */
  readonly baseURL?: string | undefined
}

/** What the base URLs of older clients end in. */
const version = /\/(compatibility\/)?v[12](\/(chat|embed|generate))?\/*(?=\?|$)/

/** The cheapest thing there is to ask for; models are still listed by version 1. */
export const probePath = 'v1/models?page_size=1'

/** Checks settings and gives the client of their endpoint, whose paths begin with the version of the API. */
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
