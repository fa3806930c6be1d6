import { checkApiKey } from '../options/api-key.ts'
import { checkHeaders } from '../options/check-headers.ts'
import type { ModelSettings } from '../options/model-settings.ts'
import { readModelSettings } from '../options/read-settings.ts'
import { createHttpClient } from './http-client.ts'
import type { HttpClient } from './http-client.ts'
import type { HttpSettings } from './http-settings.ts'

/** What an adapter knows of its vendor's API, whatever the settings of a model. */
export type ModelEndpoint = Pick<
  HttpSettings,
  'provider' | 'authHeaders' | 'headers' | 'errorRules' | 'refusalIn' | 'limitHeaders'
> & {
  /** True when every request needs a key. @default false */
  readonly needsKey?: boolean
  /** Used when the settings have none. @default the settings must have one */
  readonly baseURL?: string
}

/**
 * Checks the settings of a model once and gives the client of its endpoint. An adapter with settings of its own takes them
 * out before, see `readModelSettings`.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function createModelClient(endpoint: ModelEndpoint, settings: ModelSettings): HttpClient {
  const { provider, needsKey = false, baseURL, headers = {}, ...vendor } = endpoint
  const { model: modelId, headers: ownHeaders = {}, ...own } = readModelSettings(provider, settings)
  if (needsKey) checkApiKey('apiKey', own.apiKey, provider)
  const { authHeaders, errorRules, refusalIn, limitHeaders } = vendor
  return createHttpClient({
    ...own,
    ...{ provider, modelId, authHeaders, errorRules, refusalIn, limitHeaders },
    baseURL: own.baseURL ?? baseURL,
    headers: {
      ...checkHeaders('headers', headers, provider),
      ...checkHeaders('headers', ownHeaders, provider),
    },
  })
}
