import {
  checkBoolean,
  checkFunction,
  checkString,
  checkText,
  describeValue,
  hasMethods,
  mustBe,
  numberWithin,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { HttpSettings } from '../http/http-settings.ts'
import { checkApiKey } from './api-key.ts'
import { checkHeaders } from './check-headers.ts'
import type { ModelSettings, OwnSettings } from './model-settings.ts'

/** A size that is read at most. */
const checkSize = numberWithin({ min: 0, max: Infinity, above: true })
const checkList = mustBe('a list', (value) => describeValue(value) === 'an array')

/** Settings that a model and the client of its endpoint have in common. The address is checked as a whole by `checkBaseURL`. */
const shared: OptionTable<Omit<ModelSettings, 'model'>> = {
  apiKey: [checkApiKey],
  baseURL: [checkString],
  headers: [checkHeaders],
  fetch: [checkFunction],
  allowInsecureHttp: [checkBoolean, false],
  maxResponseBytes: [checkSize, 32 * 1024 * 1024],
  exposeVendorErrors: [checkBoolean, false],
  now: [checkFunction],
  clock: [hasMethods('now', 'schedule')],
}

const modelTable: OptionTable<ModelSettings> = { model: [checkText, required], ...shared }

const httpTable: OptionTable<HttpSettings> = {
  provider: [checkText, required],
  modelId: [checkString],
  ...shared,
  authHeaders: [checkFunction],
  errorRules: [checkList, []],
  refusalIn: [checkFunction],
  limitHeaders: [checkList, []],
  maxErrorBytes: [checkSize, 64 * 1024],
  maxEventChars: [checkSize, 8 * 1024 * 1024],
}

/** Names that other libraries give these settings. */
const hints = {
  url: 'baseURL',
  endpoint: 'baseURL',
  host: 'baseURL',
  key: 'apiKey',
  token: 'apiKey',
  accessToken: 'apiKey',
  modelName: 'model',
  defaultHeaders: 'headers',
}

/**
 * Checks the settings of a model once and gives them back. `own` is the table of the settings that only this adapter has; it
 * takes them out before it hands the rest to `createModelClient`. `owner` is the vendor, which begins the messages.
 *
 * @throws TypeError or RangeError naming the first setting that is missing, unknown or wrong
 *
 * @example
 * const { version, ...settings } = readModelSettings<AcmeSettings>('acme', given, { version: [checkText, '1'] })
 */
export function readModelSettings<Settings extends ModelSettings = ModelSettings>(
  owner: string,
  given: Settings,
  ...[own]: keyof OwnSettings<Settings> extends never ? [] : [own: OptionTable<OwnSettings<Settings>>]
): Settings {
  const table: OptionTable<ModelSettings> = { ...modelTable, ...own }
  return readOptions(owner, given, table, { hints: { ...hints, modelId: 'model' } }) as Settings
}

/** Settings of an HTTP client with their defaults. */
export type ReadHttpSettings = HttpSettings &
  Required<Pick<HttpSettings, DefaultedSetting>> & {
    readonly [Name in DefaultedSetting]: Exclude<HttpSettings[Name], undefined>
  }

type DefaultedSetting =
  | 'allowInsecureHttp'
  | 'errorRules'
  | 'exposeVendorErrors'
  | 'limitHeaders'
  | 'maxErrorBytes'
  | 'maxEventChars'
  | 'maxResponseBytes'

/**
 * Checks the settings of an HTTP client once.
 *
 * @throws TypeError or RangeError naming the first setting that is missing, unknown or wrong
 */
export function readHttpSettings(given: HttpSettings): ReadHttpSettings {
  const { provider } = Object(given) as Partial<HttpSettings>
  const owner = typeof provider === 'string' ? provider : 'createHttpClient'
  return readOptions(owner, given, httpTable, { hints }) as ReadHttpSettings
}
