import { checkText, compact, safeWord } from '@llm-balancer/provider'
import type { ChatModel, EmbeddingModel, Fetch } from '@llm-balancer/provider'
import { isProviderType, providerTypes, vendorOf, type ProviderType } from '../providers/vendors.ts'
import { addressOf, withinSpelt } from './address-of.ts'
import { checkSending } from './check-config.ts'
import { checkKnown } from './check-known.ts'
import { describe, within } from './checks.ts'
import type { ProviderConfig } from './provider-config.ts'
import type { ProviderSettings } from './provider-settings.ts'

/** A provider entry, read and checked. */
export type ReadProvider = {
  readonly name: string
  readonly model: ChatModel
  readonly embedding?: EmbeddingModel | undefined
  /** What is given of the settings; nothing undefined. */
  readonly settings: ProviderSettings
  /** Keys and header values that must not show up anywhere. */
  readonly secrets: readonly string[]
}

/** The names of {@link ProviderSettings}. */
export const settingNames: readonly (keyof ProviderSettings)[] = [
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
  'embeddingSpace',
]

const sendingNames = ['apiKey', 'headers', 'allowInsecureHttp', 'fetch'] as const
const configNames = [
  ...['name', 'type', 'model', 'embeddingModel', 'baseUrl', 'baseURL'],
  ...sendingNames,
  ...settingNames,
]

/**
 * Reads a configuration and makes its models.
 *
 * @param fetch used when the configuration brings none
 * @throws TypeError naming the provider and what is wrong with it
 */
export function readConfig(config: ProviderConfig, fetch: Fetch | undefined): ReadProvider {
  const { name, model, embeddingModel, apiKey, headers } = config
  const owner = `provider "${name}"`
  const type = typeOf(config)
  const { own = [], chat, embedding } = vendorOf(type)
  checkKnown(owner, config, [...configNames, ...own])
  checkText(owner, 'model', model)
  if (embeddingModel !== undefined) checkText(owner, 'embeddingModel', embeddingModel)
  if (embeddingModel !== undefined && embedding === undefined) {
    throw new TypeError(`${owner}: "embeddingModel" is of no use, ${type} makes no embeddings`)
  }
  const baseURL = within(owner, () => addressOf(config, type))
  within(owner, () => {
    checkSending(config)
  })
  const given = chosen(config, [...sendingNames, ...own])
  const made = compact({ ...(fetch === undefined ? {} : { fetch }), ...given, name, baseURL })
  return {
    name,
    model: withinSpelt(config, () => chat({ ...made, model })),
    embedding:
      embeddingModel === undefined
        ? undefined
        : withinSpelt(config, () => embedding?.({ ...made, model: embeddingModel })),
    settings: settingsOf(config),
    secrets: [...secretsOf(apiKey), ...Object.values(headers ?? {}).flatMap(secretsOf)],
  }
}

/** What is given of an entry's settings. */
export function settingsOf(input: ProviderSettings): ProviderSettings {
  return chosen(input, settingNames)
}

/** A value as a list of secrets: only a text is one. */
export function secretsOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : []
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

/** The fields of these names that are given. */
function chosen<Given extends object, Name extends keyof Given>(
  given: Given,
  names: readonly Name[],
): Partial<Pick<Given, Name>> {
  const fields = names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]])
  return Object.fromEntries(fields) as Partial<Pick<Given, Name>>
}
