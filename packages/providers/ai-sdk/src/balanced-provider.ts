import { NoSuchModelError } from '@ai-sdk/provider'
import type { EmbeddingModelV4, LanguageModelV4, ProviderV4 } from '@ai-sdk/provider'
import { describeValue, mustBe, readOptions, type Check, type OptionTable } from '@llm-balancer/core/options'
import { balancedEmbeddingModel } from './balanced-embedding-model.ts'
import type { EmbeddingEntry } from './balanced-embedding-model.ts'
import { balancedModel } from './balanced-model.ts'
import type { ChatSource } from './balanced-model.ts'

/** The models of a {@link balancedProvider}, by their names. */
export interface BalancedProviderOptions {
  /** Balancers, lists of targets, or models made already: `balancedModel(targets, settings)`. @default none */
  readonly languageModels?: Readonly<Record<string, ChatSource | LanguageModelV4>>
  /** Lists of targets, or models made already. @default none */
  readonly embeddingModels?: Readonly<Record<string, readonly EmbeddingEntry[] | EmbeddingModelV4>>
}

/** Checks an object whose values are objects or lists. */
const checkSources: Check = (name, value, owner) => {
  checkObject(name, value, owner)
  for (const [modelId, source] of Object.entries(value as object))
    checkSource(`${name}.${modelId}`, source, owner)
  return value
}
const checkObject = mustBe('an object', (value) => describeValue(value) === 'an object')
const checkSource = mustBe(
  'a list of models, a balancer, or a model of the AI SDK',
  (value) => typeof value === 'object' && value !== null,
)

const table: OptionTable<Required<BalancedProviderOptions>> = {
  languageModels: [checkSources, {}],
  embeddingModels: [checkSources, {}],
}

/**
 * Balanced models as a provider of the AI SDK, for `createProviderRegistry` and `customProvider`. A name it does not have
 * is a `NoSuchModelError`.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function balancedProvider(options: BalancedProviderOptions): ProviderV4 {
  const { languageModels, embeddingModels } = readOptions('balancedProvider', options, table)
  const chat = mapValues(languageModels, (source, modelId) =>
    'doGenerate' in source ? source : balancedModel(source, { modelId }),
  )
  const embedding = mapValues(embeddingModels, (source, modelId) =>
    'doEmbed' in source ? source : balancedEmbeddingModel(source, { modelId }),
  )
  return {
    specificationVersion: 'v4',
    languageModel: (modelId) => chat.get(modelId) ?? missing(modelId, 'languageModel'),
    embeddingModel: (modelId) => embedding.get(modelId) ?? missing(modelId, 'embeddingModel'),
    imageModel: (modelId) => missing(modelId, 'imageModel'),
  }
}

function mapValues<Value, Mapped>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Mapped,
): ReadonlyMap<string, Mapped> {
  return new Map(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
}

function missing(modelId: string, modelType: 'languageModel' | 'embeddingModel' | 'imageModel'): never {
  throw new NoSuchModelError({ modelId, modelType })
}
