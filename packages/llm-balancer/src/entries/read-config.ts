import {
  checkBoolean,
  checkFunction,
  checkString,
  checkText,
  defined,
  describeType,
  describeWord,
  mustBe,
  readOptions,
  readProperty,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { checkHeaders, type ApiKey } from '@llm-balancer/provider'
import { entryHints } from '../options/hints.ts'
import { providerSettings, type ProviderSettings } from '../options/provider-settings.ts'
import { withOwner } from '../options/with-owner.ts'
import type { EntryEnvironment, EntryVendor, VendorRegistry } from './entry-environment.ts'
import type { ConnectionSettings, ProviderConfig } from './provider-config.ts'
import type { ModelClient } from './model-client.ts'
import { countingModel } from '../providers/counting-model.ts'
import { noChat } from './no-chat.ts'
import type { ProviderSource } from './provider-source.ts'

/** What is read here, and not by the vendor. */
type OwnOptions = Pick<ProviderConfig, 'name' | 'type' | 'model' | 'embeddingModel' | 'estimateUsage'>

const ownTable: OptionTable<OwnOptions> = {
  name: [checkText, required],
  type: [],
  model: [checkText, required],
  embeddingModel: [checkText],
  estimateUsage: [checkBoolean],
}
/** An entry with an embedding model needs no other. */
const modelless: typeof ownTable = { ...ownTable, model: [checkText] }
const isKey = (value: unknown): boolean =>
  typeof value === 'function' || (typeof value === 'string' && value !== '')
const checkKey = mustBe('a string that is not empty, or a function', isKey, describeType)
const checkKeys: Check = (name, value, owner) => {
  if (!Array.isArray(value) || value.length === 0) {
    const got = Array.isArray(value) ? 'an empty one' : describeType(value)
    throw new TypeError(`${subjectOf(name, owner)} must be an array with at least one key, got ${got}`)
  }
  for (const [index, key] of value.entries()) checkKey(`${name}[${String(index)}]`, key, owner)
  return value as unknown
}
/** The adapters check what only they can judge: keys and addresses. */
const connectionTable: OptionTable<ConnectionSettings> = {
  apiKey: [],
  apiKeys: [checkKeys],
  baseURL: [checkString],
  allowInsecureHttp: [checkBoolean],
  headers: [checkHeaders],
  fetch: [checkFunction],
  exposeVendorErrors: [checkBoolean],
}
const settingNames: readonly string[] = Object.keys(providerSettings)
const ownNames: readonly string[] = Object.keys(ownTable)

/**
 * Reads a configuration and makes its models.
 *
 * @throws TypeError or RangeError naming the provider and what is wrong with it
 */
export function readConfig(config: ProviderConfig, environment: EntryEnvironment): ProviderSource {
  const owner = `provider "${config.name}"`
  const vendor = vendorOf(owner, config, environment.vendors)
  const vendorTable = Object.fromEntries(Object.keys(vendor.settings).map((name) => [name, []]))
  const own = config.embeddingModel === undefined ? ownTable : modelless
  const table = { ...vendorTable, ...own, ...connectionTable, ...providerSettings }
  const options = defined(readOptions<ProviderConfig>(owner, config, table as never, { hints: entryHints }))
  const keys = keysOf(owner, options)
  const { fetch, exposeVendorErrors, clock } = environment
  const named = 'name' in vendor.settings ? config.name : vendor.type
  const connection = defined({
    ...{ fetch, clock, now: () => clock.now() },
    ...(exposeVendorErrors ? { exposeVendorErrors } : {}),
    ...without(options, [...settingNames, ...ownNames, 'apiKey', 'apiKeys']),
    ...('name' in vendor.settings ? { name: config.name } : {}),
  })
  return {
    name: config.name,
    settings: settingsOf(options),
    booking: vendor.booking,
    address: addressOf(options),
    members: keys.map((key) => ({
      key,
      ...withOwner({ owner, insteadOf: named }, () =>
        modelsOf(vendor, options, defined({ ...connection, apiKey: key })),
      ),
    })),
    secrets: [...keys, ...Object.values(checkHeaders('headers', options.headers ?? {}))].filter(
      (value) => typeof value === 'string',
    ),
  }
}

/** Its path may hold a secret. */
function addressOf(options: ProviderConfig): string | undefined {
  const { baseURL } = options
  const resource = readProperty(options, 'resource')
  if (baseURL !== undefined) return URL.canParse(baseURL) ? new URL(baseURL).host : undefined
  return typeof resource === 'string' ? resource : undefined
}

/** @throws TypeError naming the type and all there are */
function vendorOf(
  owner: string,
  { name, type }: ProviderConfig,
  { types, find }: VendorRegistry,
): EntryVendor {
  const vendor = find(type ?? name)
  if (vendor !== undefined) return vendor
  if (types.length === 0)
    throw new TypeError(`${owner}: no vendors are known here; give "vendors", or a ready-made "model"`)
  const known = `known types are ${types.join(', ')}`
  if (type === undefined)
    throw new TypeError(`${owner}: the name is not a vendor's, so the entry needs a "type"; ${known}`)
  throw new TypeError(`${owner}: "type" ${describeWord(type)} is not one of these; ${known}`)
}

/** The keys of an entry, each once; undefined stands for an entry without one. */
function keysOf(owner: string, { apiKey, apiKeys }: ConnectionSettings): readonly (ApiKey | undefined)[] {
  if (apiKeys === undefined) return [apiKey]
  if (apiKey !== undefined)
    throw new TypeError(`${owner}: "apiKey" and "apiKeys" stand for the same, give one of them`)
  if (new Set(apiKeys).size === apiKeys.length) return apiKeys
  throw new TypeError(`${owner}: "apiKeys" must be different keys, got one of them twice`)
}

function modelsOf(
  vendor: EntryVendor,
  { model, embeddingModel, estimateUsage = false }: ModelOptions,
  connection: object,
): ModelClient {
  if (embeddingModel !== undefined && vendor.embedding === undefined)
    throw new TypeError(`"embeddingModel" is of no use, ${vendor.type} makes no embeddings`)
  const embedding =
    embeddingModel === undefined ? undefined : vendor.embedding?.({ ...connection, model: embeddingModel })
  const chat =
    model === undefined ? noChat(vendor.type, embeddingModel ?? '') : vendor.chat({ ...connection, model })
  return { model: estimateUsage ? countingModel(chat) : chat, embedding }
}

type ModelOptions = Partial<Pick<ProviderConfig, 'model' | 'embeddingModel' | 'estimateUsage'>>

/** The settings of a target. One without a chat model lacks chat, so that no chat call goes there. */
function settingsOf(options: ModelOptions & ProviderSettings): ProviderSettings {
  const settings: ProviderSettings = only(options, settingNames)
  return options.model === undefined ? { ...settings, lacks: [...(settings.lacks ?? []), 'chat'] } : settings
}

function only(options: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => names.includes(name)))
}

function without(options: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
}
