import {
  checkArray,
  checkText,
  defined,
  describeValue,
  mustBe,
  readOptions,
  readProperty,
  required,
} from '@llm-balancer/core/options'
import type { OptionTable } from '@llm-balancer/core/options'
import type { ChatModel, EmbeddingModel } from '@llm-balancer/provider'
import { refuseForeign } from './refuse-foreign.ts'
import { entryHints } from '../options/hints.ts'
import { providerSettings } from '../options/provider-settings.ts'
import { BaseProvider, isBaseProvider } from '../providers/base-provider.ts'
import type { EntryEnvironment } from './entry-environment.ts'
import type {
  EmbeddingProviderConfig,
  GroupProviderConfig,
  ModelProviderConfig,
  NestedGroupConfig,
  ProviderConfig,
  ProviderInput,
} from './provider-config.ts'
import { providerGroupOf, type ProviderGroup } from './provider-group.ts'
import type { ProviderSource } from './provider-source.ts'
import { readConfig } from './read-config.ts'
import { readOwnProvider } from './read-own-provider.ts'

/**
 * Reads an entry of `providers`, whichever kind it is, and makes its models.
 *
 * @param before what the entry was read from so far: a group that belongs to it is used on
 * @throws TypeError or RangeError naming the provider and what is wrong with it
 */
export function readProvider(
  input: ProviderInput,
  environment: EntryEnvironment,
  before?: ProviderSource,
): ProviderSource {
  if (describeValue(input) !== 'an object') {
    const wanted = 'a configuration, a model, or a BaseProvider'
    throw new TypeError(`a provider must be ${wanted}, got ${describeValue(input)}`)
  }
  if (isBaseProvider(input)) return readOwnProvider(input)
  if (isChatModel(input)) return readModel({ name: input.provider, model: input })
  if (providerGroupOf(input) !== undefined)
    throw new TypeError('a balancer that is a provider needs a name: { name, model: balancer }')
  refuseForeign('a provider', input)
  if (input instanceof BaseProvider) throw new TypeError('a provider of your own needs a "makeRequest"')
  return readEntry(input, environment, before)
}

function readEntry(
  input:
    | ProviderConfig
    | EmbeddingProviderConfig
    | ModelProviderConfig
    | GroupProviderConfig
    | NestedGroupConfig,
  environment: EntryEnvironment,
  before?: ProviderSource,
): ProviderSource {
  const owner = `provider "${checkText('name', readProperty(input, 'name'), 'a provider') as string}"`
  if (isNested(input)) return readNested(input, environment, before)
  const { model } = input
  const group = providerGroupOf(model)
  if (group !== undefined) return readGroup(input as GroupProviderConfig, group)
  if (isChatModel(model)) return readModel(input as ModelProviderConfig)
  checkModelName(owner, model)
  return readConfig(input as ProviderConfig, environment)
}

const name = [checkText, required] as const
const modelTable: OptionTable<ModelProviderConfig> = {
  name,
  model: [],
  embedding: [mustBe('an embedding model', isEmbeddingModel)],
  ...providerSettings,
}
const { defaults: _, embeddingSpace: _space, ...groupSettings } = providerSettings
const groupTable: OptionTable<GroupProviderConfig> = { name, model: [], ...groupSettings }
const nestedTable: OptionTable<NestedGroupConfig> = {
  name,
  providers: [checkArray, required],
  strategy: [],
  retry: [],
  hedge: [],
  ...groupSettings,
}

function readModel(input: ModelProviderConfig): ProviderSource {
  const owner = `provider "${input.name}", whose "model" is ready-made`
  const options = readOptions(owner, input, modelTable, { hints: entryHints })
  const { name, model, embedding, ...settings } = options
  return { name, settings: defined(settings), members: [{ key: undefined, model, embedding }] }
}

function readGroup(input: GroupProviderConfig, group: ProviderGroup): ProviderSource {
  const owner = `provider "${input.name}", whose "model" is a balancer`
  const { name, model: _, ...settings } = readOptions(owner, input, groupTable, { hints: entryHints })
  return { name, settings: defined(settings), members: group }
}

/** True for a group that is given as plain data. */
export function isNested(input: unknown): input is NestedGroupConfig {
  return readProperty(input, 'providers') !== undefined
}

function readNested(
  input: NestedGroupConfig,
  environment: EntryEnvironment,
  before?: ProviderSource,
): ProviderSource {
  const owner = `provider "${input.name}"`
  const given = readOptions(`${owner}, which is a group`, input, nestedTable, { hints: entryHints })
  const { name, providers, strategy, retry, hedge, ...settings } = given
  const options = defined({ providers, strategy, retry, hedge })
  if (providers.length === 0) throw new TypeError(`${owner}: "providers" must have at least one provider`)
  const { groups = {} } = environment.restoring.state ?? {}
  const initialState = Object.hasOwn(groups, name) ? groups[name] : undefined
  const owned =
    before?.owned ?? environment.groups.make(owner, { ...options, ...defined({ initialState }) }, environment)
  const isKept = owned === before?.owned
  const change = isKept ? environment.groups.plan(owned, options, { owner, environment }) : undefined
  return { name, settings: defined(settings), members: owned.group, owned, change }
}

/** An object is meant to be a model, so it is not asked for the vendor's name first. @throws TypeError */
function checkModelName(owner: string, model: unknown): void {
  if (describeValue(model) !== 'an object') return
  refuseForeign(`${owner}: "model"`, model)
  const wanted = 'the name of a model, or a model with "provider", "modelId", "generate" and "stream"'
  throw new TypeError(`${owner}: "model" must be ${wanted}`)
}

/** True for a chat model, of whichever adapter. */
export function isChatModel(value: unknown): value is ChatModel {
  const isText = (name: string): boolean => typeof readProperty(value, name) === 'string'
  const isMethod = (name: string): boolean => typeof readProperty(value, name) === 'function'
  return ['provider', 'modelId'].every(isText) && ['generate', 'stream'].every(isMethod)
}

function isEmbeddingModel(value: unknown): value is EmbeddingModel {
  const typeOf = (name: string): string => typeof readProperty(value, name)
  const isNamed = typeOf('provider') === 'string' && typeOf('modelId') === 'string'
  return isNamed && typeOf('maxEmbeddingsPerCall') === 'number' && typeOf('embed') === 'function'
}
