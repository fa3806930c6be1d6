import { lacksOf } from '@llm-balancer/cost'
import type { TokenPrice } from '@llm-balancer/core'
import { defined, readOptions, type OptionTable } from '@llm-balancer/core/options'
import type { ChatModel, EmbeddingModel } from '@llm-balancer/provider'
import type { ProviderGroup } from '../entries/provider-group.ts'
import type { ProviderSource } from '../entries/provider-source.ts'
import type { KnownModels } from './known-models.ts'
import { providerSettings, type ProviderSettings } from '../options/provider-settings.ts'

type Facts = Pick<ProviderSettings, 'cost' | 'contextWindow' | 'lacks'>

const { cost, contextWindow, lacks } = providerSettings
const factsTable: OptionTable<Facts> = { cost, contextWindow, lacks }

/**
 * An entry with what the catalogue knows of its model: prices, context window, and what it lacks. What the entry says itself wins, each
 * of them as a whole.
 *
 * @throws TypeError or RangeError when a catalogue of the user's own gives something else
 */
export function withFacts(source: ProviderSource, catalogue: KnownModels | undefined): ProviderSource {
  const { members, settings, name } = source
  const model = isList(members) ? members[0]?.model : undefined
  if (catalogue === undefined || model === undefined) return source
  const found = catalogue.find({ provider: model.provider, model: model.modelId })
  if (found === undefined) return source
  const facts = readOptions(
    `the catalogue's model of provider "${name}"`,
    { cost: found.cost, contextWindow: found.contextWindow, lacks: lacksOf(found) },
    factsTable,
  )
  return { ...source, settings: { ...defined(facts), ...settings } }
}

function isList(
  members: ProviderSource['members'],
): members is Exclude<ProviderSource['members'], ProviderGroup> {
  return Array.isArray(members)
}

/** True for a model of which the catalogue says that it continues the beginning of an answer; unknown is no. */
export function takesPrefill(
  { provider, modelId: model }: Pick<ChatModel, 'provider' | 'modelId'>,
  catalogue: KnownModels | undefined,
): boolean {
  return catalogue?.find({ provider, model })?.capabilities?.prefill === true
}

/** The prices of an embedding model: those of the catalogue; `{}` when they are not known. */
export function embeddingPrices(
  { provider, modelId: model }: Pick<EmbeddingModel, 'provider' | 'modelId'>,
  catalogue: KnownModels | undefined,
): TokenPrice {
  return catalogue?.find({ provider, model })?.cost ?? {}
}
