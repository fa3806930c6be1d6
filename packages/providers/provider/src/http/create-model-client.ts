import { checkApiKey } from '../options/api-key.ts'
import { checkKnown, checkText } from '../options/check-options.ts'
import { modelSettingNames } from '../options/model-settings.ts'
import type { ModelSettings } from '../options/model-settings.ts'
import { createHttpClient } from './http-client.ts'
import type { HttpClient } from './http-client.ts'
import type { HttpSettings } from './http-settings.ts'

/** What an adapter says of its vendor, under the settings of a model. */
export type Vendor = Pick<
  HttpSettings,
  'provider' | 'authHeaders' | 'headers' | 'errorRules' | 'refusalIn' | 'limitHeaders'
> & {
  /** Names of the adapter's own settings, beside those every model has. @default [] */
  readonly settingNames?: readonly string[]
  /** True when every request needs a key. @default false */
  readonly needsKey?: boolean
  /** Used when the settings have none. @default the settings must have one */
  readonly baseURL?: string
}

/**
 * Checks the settings of a model once and gives the client of its endpoint. The adapter's own settings have been taken out.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function createModelClient(vendor: Vendor, settings: ModelSettings): HttpClient {
  const { provider, settingNames = [], needsKey = false, baseURL, headers, ...rest } = vendor
  checkKnown(provider, settings, [...modelSettingNames, ...settingNames])
  const { model, ...endpoint } = settings
  const modelId = checkText(provider, 'model', model)
  if (needsKey) checkApiKey(provider, settings.apiKey)
  const { authHeaders, errorRules, refusalIn, limitHeaders } = rest
  return createHttpClient({
    ...endpoint,
    ...{ provider, modelId, authHeaders, errorRules, refusalIn, limitHeaders },
    baseURL: settings.baseURL ?? baseURL,
    headers: { ...headers, ...settings.headers },
  })
}
