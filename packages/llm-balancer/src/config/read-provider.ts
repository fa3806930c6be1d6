import { checkText, safeWord } from '@llm-balancer/provider'
import type { ChatModel, Fetch } from '@llm-balancer/provider'
import { isBaseProvider } from '../providers/base-provider.ts'
import { customModel } from '../providers/custom-model.ts'
import { isProviderType, providerTypes, vendorModel, type ProviderType } from '../providers/vendors.ts'
import { addressOf, withinSpelt } from './address-of.ts'
import { checkSending, checkSpelling } from './check-config.ts'
import { checkKnown } from './check-known.ts'
import { describe, isRecord, within } from './checks.ts'
import type { ModelProviderConfig, ProviderConfig, ProviderInput } from './provider-config.ts'
import type { ProviderSettings } from './provider-settings.ts'

/** A provider entry, read and checked. */
export type ReadProvider = {
  readonly name: string
  readonly model: ChatModel
  /** What is given of the settings; nothing undefined. */
  readonly settings: ProviderSettings
  /** Keys and header values that must not show up anywhere. */
  readonly secrets: readonly string[]
}

const settingNames = [
  'weight',
  'priority',
  'tags',
  'timeout',
  'maxRetries',
  'requestsPerMinute',
  'circuitBreaker',
  'cost',
  'contextWindow',
  'pool',
] as const satisfies (keyof ProviderSettings)[]
const configNames = [
  'name',
  'type',
  'apiKey',
  'model',
  'baseUrl',
  'baseURL',
  'allowInsecureHttp',
  'headers',
  'fetch',
  ...settingNames,
]

/**
 * Reads an entry of `providers`, whichever kind it is, and makes its model.
 *
 * @param fetch for configurations that bring none
 * @throws TypeError naming the provider and what is wrong with it
 */
export function readProvider(input: ProviderInput, fetch: Fetch | undefined): ReadProvider {
  if (!isRecord(input)) {
    throw new TypeError(
      `a provider must be a configuration, a model or a BaseProvider, got ${describe(input)}`,
    )
  }
  if (isBaseProvider(input)) return readOwn(input)
  if (isChatModel(input)) return { name: input.provider, model: input, settings: {}, secrets: [] }
  const name = checkText('a provider', 'name', input.name)
  const owner = `provider "${name}"`
  if (!isModelConfig(input)) return readConfig(input, fetch)
  checkKnown(`${owner}, whose "model" is ready-made`, input, ['name', 'model', ...settingNames])
  return { name, model: input.model, settings: settingsOf(input), secrets: [] }
}

function readOwn(provider: Parameters<typeof customModel>[0]): ReadProvider {
  const config = provider.config
  if (!isRecord(config)) throw new TypeError('a provider of your own needs a "config": call super(config)')
  const name = checkText('a provider of your own', 'config.name', config.name)
  checkText(`provider "${name}"`, 'config.model', config.model)
  checkSpelling(`provider "${name}"`, config, settingNames)
  return {
    name,
    model: customModel(provider),
    settings: settingsOf(config),
    secrets: secretsOf(config.apiKey),
  }
}

function readConfig(config: ProviderConfig, fetch: Fetch | undefined): ReadProvider {
  const { name, model, apiKey, headers, allowInsecureHttp } = config
  const owner = `provider "${name}"`
  checkKnown(owner, config, configNames)
  checkText(owner, 'model', model)
  const type = typeOf(config)
  const baseURL = within(owner, () => addressOf(config, type))
  within(owner, () => {
    checkSending(config)
  })
  const used = config.fetch ?? fetch
  const made = withinSpelt(config, () =>
    vendorModel(type, {
      name,
      model,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(baseURL === undefined ? {} : { baseURL }),
      ...(allowInsecureHttp === undefined ? {} : { allowInsecureHttp }),
      ...(headers === undefined ? {} : { headers }),
      ...(used === undefined ? {} : { fetch: used }),
    }),
  )
  const secrets = [...secretsOf(apiKey), ...Object.values(headers ?? {}).flatMap(secretsOf)]
  return { name, model: made, settings: settingsOf(config), secrets }
}

function typeOf({ name, type }: ProviderConfig): ProviderType {
  const known = `known types are ${providerTypes.join(', ')}`
  if (type !== undefined) {
    if (isProviderType(type)) return type
    const got = typeof type === 'string' ? `"${safeWord(type) ?? '…'}"` : describe(type)
    throw new TypeError(`provider "${name}": "type" ${got} is not one of these; ${known}`)
  }
  if (isProviderType(name)) return name
  throw new TypeError(`provider "${name}": the name is no vendor's, so it needs a "type"; ${known}`)
}

function settingsOf(input: ProviderSettings): ProviderSettings {
  const given = settingNames.filter((name) => input[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, input[name]]))
}

function secretsOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : []
}

function isModelConfig(input: ProviderConfig | ModelProviderConfig): input is ModelProviderConfig {
  return isChatModel(input.model)
}

function isChatModel(value: unknown): value is ChatModel {
  if (!isRecord(value)) return false
  const { provider, modelId, generate, stream } = value
  return (
    typeof provider === 'string' &&
    typeof modelId === 'string' &&
    typeof generate === 'function' &&
    typeof stream === 'function'
  )
}
