import type { TokenPrice, TokenRates } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { CatalogueModel } from '../catalogue.ts'
import type { ModelCapabilities } from '../model-facts.ts'
import type { Fields } from './fields.ts'

/** True for what https://models.dev/api.json has: vendors, each with its models. */
export function isModelsDev(file: Fields): boolean {
  return file.names.some((name) => {
    const vendor = file.value(name)
    return typeof vendor === 'object' && vendor !== null && Object.hasOwn(vendor, 'models')
  })
}

/** The models of such a file. @throws TypeError or RangeError saying where it is wrong */
export function readModelsDev(file: Fields): CatalogueModel[] {
  return file.names.flatMap((provider) => {
    const models = file.object(provider)?.object('models')
    return (models?.names ?? []).flatMap((name) => {
      const model = models?.object(name)
      return model === undefined ? [] : { provider, model: name, ...factsOf(model) }
    })
  })
}

function factsOf(model: Fields): Omit<CatalogueModel, 'model' | 'provider'> {
  const cost = model.object('cost')
  return defined({
    cost: cost === undefined ? undefined : priceOf(cost),
    // Models without text, such as those that make images, have 0.
    contextWindow: model.object('limit')?.positive('context'),
    capabilities: capabilitiesOf(model),
  })
}

function capabilitiesOf(model: Fields): ModelCapabilities {
  const inputs = model.object('modalities')?.value('input')
  return defined({
    tools: model.boolean('tool_call'),
    images: Array.isArray(inputs) ? inputs.includes('image') : undefined,
    jsonSchema: model.boolean('structured_output'),
    reasoning: model.boolean('reasoning'),
  })
}

/** Undefined where long inputs have several prices, which cannot be told here. */
function priceOf(cost: Fields): TokenPrice | undefined {
  const tiers = cost.objects('tiers')
  const over200k = cost.object('context_over_200k')
  if (tiers.length > 1) return undefined
  const [tier] = tiers
  if (tier !== undefined) {
    const aboveTokens = tier.object('tier')?.number('size')
    if (aboveTokens === undefined) return undefined
    return aboveTokens > 0
      ? { ...ratesOf(cost), longInput: { aboveTokens, ...ratesOf(tier) } }
      : ratesOf(tier)
  }
  if (over200k === undefined) return ratesOf(cost)
  return { ...ratesOf(cost), longInput: { aboveTokens: 200_000, ...ratesOf(over200k) } }
}

function ratesOf(cost: Fields): TokenRates {
  return defined({
    inputPerMTok: cost.number('input'),
    outputPerMTok: cost.number('output'),
    cacheReadPerMTok: cost.number('cache_read'),
    cacheWritePerMTok: cost.number('cache_write'),
    reasoningPerMTok: cost.number('reasoning'),
  })
}
