import type { TokenPrice, TokenRates } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { CatalogueModel } from '../catalogue.ts'
import type { Fields } from './fields.ts'

/** Describes the format, as if it were a model. */
const description = 'sample_spec'
/** Properties of which every model has one. */
const marks: readonly string[] = ['litellm_provider', 'input_cost_per_token', 'max_input_tokens']

/** True for what LiteLLM's `model_prices_and_context_window.json` has: models, most of them with their vendor in their name. */
export function isLiteLLM(file: Fields): boolean {
  return file.names.some((name) => {
    const model = file.value(name)
    return typeof model === 'object' && model !== null && marks.some((mark) => Object.hasOwn(model, mark))
  })
}

/** The models of such a file. @throws TypeError or RangeError saying where it is wrong */
export function readLiteLLM(file: Fields): CatalogueModel[] {
  return file.names.flatMap((name) => {
    const model = name === description ? undefined : file.object(name)
    if (model === undefined) return []
    const given = model.value('litellm_provider')
    const provider = typeof given === 'string' ? given : undefined
    const prefix = `${provider ?? ''}/`
    return {
      model: name.startsWith(prefix) ? name.slice(prefix.length) : name,
      ...factsOf(model, provider),
    }
  })
}

function factsOf(model: Fields, provider: string | undefined): Omit<CatalogueModel, 'model'> {
  return defined({
    provider,
    cost: priceOf(model),
    contextWindow: model.positive('max_input_tokens'),
    // What is not said is not known: most models that lack something say nothing of it.
    capabilities: defined({
      tools: model.boolean('supports_function_calling'),
      images: model.boolean('supports_vision'),
      jsonSchema: model.boolean('supports_response_schema'),
      reasoning: model.boolean('supports_reasoning'),
    }),
  })
}

/** The property of each price, per token. */
const rateNames: Readonly<Record<keyof TokenRates, string>> = {
  inputPerMTok: 'input_cost_per_token',
  outputPerMTok: 'output_cost_per_token',
  cacheReadPerMTok: 'cache_read_input_token_cost',
  cacheWritePerMTok: 'cache_creation_input_token_cost',
  reasoningPerMTok: 'output_cost_per_reasoning_token',
}
const longInputName = /^input_cost_per_token(_above_(\d+)k_tokens)$/

/** Undefined where none is given, and where long inputs have several prices, which cannot be told here. */
function priceOf(model: Fields): TokenPrice | undefined {
  const rates = ratesOf(model, '')
  const tiers = model.names.flatMap((name) => {
    const [, suffix, thousands] = longInputName.exec(name) ?? []
    return suffix === undefined ? [] : { suffix, aboveTokens: Number(thousands) * 1000 }
  })
  if (Object.keys(rates).length === 0 || tiers.length > 1) return undefined
  const [tier] = tiers
  if (tier === undefined || !(tier.aboveTokens > 0)) return rates
  return { ...rates, longInput: { aboveTokens: tier.aboveTokens, ...ratesOf(model, tier.suffix) } }
}

function ratesOf(model: Fields, suffix: string): TokenRates {
  const entries = Object.entries(rateNames).map(([rate, name]) => [
    rate,
    perMTok(model.number(name + suffix)),
  ])
  return defined(Object.fromEntries(entries) as TokenRates)
}

/** Prices per token are written with rounding errors: 3e-7 times a million is 0.3. */
function perMTok(perToken: number | undefined): number | undefined {
  return perToken === undefined ? undefined : Math.round(perToken * 1e12) / 1e6
}
