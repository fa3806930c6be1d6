import {
  checkArray,
  checkBoolean,
  checkText,
  defined,
  optionsOf,
  positive,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import { priceTable } from '@llm-balancer/core/prices'
import type { Catalogue, CatalogueModel, ModelName } from './catalogue.ts'
import type { ModelCapabilities, ModelFacts } from './model-facts.ts'
import { vendorWord } from './vendor-word.ts'

const capabilityTable: OptionTable<ModelCapabilities> = {
  tools: [checkBoolean],
  images: [checkBoolean],
  jsonSchema: [checkBoolean],
  reasoning: [checkBoolean],
  prefill: [checkBoolean],
}
const modelTable: OptionTable<CatalogueModel> = {
  model: [checkText, required],
  provider: [checkText],
  cost: [optionsOf(priceTable)],
  contextWindow: [positive],
  capabilities: [optionsOf(capabilityTable)],
}

/**
 * Makes a catalogue of models. Of two entries for one model the later one counts.
 *
 * @throws TypeError or RangeError naming the model and what is wrong with it
 *
 * @example
 * const catalogue = createCatalogue([{ provider: 'openai', model: 'gpt-5.4-mini', cost: { inputPerMTok: 0.75, outputPerMTok: 4.5 } }])
 */
export function createCatalogue(models: readonly CatalogueModel[]): Catalogue {
  checkArray('models', models, 'createCatalogue')
  return new ModelIndex(
    models.map((given, index) => {
      const owner = `createCatalogue: model ${String(index + 1)}`
      const { model, provider, cost, contextWindow, capabilities } = readOptions(owner, given, modelTable)
      return defined({
        ...{ model, provider, contextWindow },
        cost: cost === undefined ? undefined : definedPrice(cost),
        capabilities: capabilities === undefined ? undefined : defined({ ...capabilities }),
      })
    }),
  )
}

/** Models by vendor and name. What it gives is frozen. */
export class ModelIndex implements Catalogue {
  /** By model, then by vendor; those of any vendor have none. */
  readonly #facts = new Map<string, Map<string | undefined, ModelFacts>>()

  /** @param models checked, and copied, so that a later change of the original has no effect */
  constructor(models: readonly CatalogueModel[]) {
    for (const { model, provider, ...facts } of models) {
      const byVendor = this.#facts.get(model) ?? new Map<string | undefined, ModelFacts>()
      this.#facts.set(model, byVendor)
      byVendor.set(provider === undefined ? undefined : vendorWord(provider), frozenFacts(facts))
    }
  }

  find({ model, provider }: ModelName): ModelFacts | undefined {
    const byVendor = this.#facts.get(model)
    if (byVendor === undefined) return undefined
    const any = byVendor.get(undefined)
    if (provider === undefined) return any
    // Models of the AI SDK name their vendor and their API: `openai.responses`.
    const [vendor = provider] = provider.split('.')
    return byVendor.get(vendorWord(provider)) ?? byVendor.get(vendorWord(vendor)) ?? any
  }

  models(): readonly CatalogueModel[] {
    return [...this.#facts].flatMap(([model, byVendor]) =>
      [...byVendor].map(([provider, facts]) => ({
        model,
        ...(provider === undefined ? {} : { provider }),
        ...facts,
      })),
    )
  }
}

type Price = NonNullable<ModelFacts['cost']>

function definedPrice({ longInput, ...rates }: Price): Price {
  return { ...defined(rates), ...(longInput === undefined ? {} : { longInput: defined({ ...longInput }) }) }
}

function frozenFacts(facts: ModelFacts): ModelFacts {
  const { cost, capabilities } = facts
  for (const part of [cost?.longInput, cost, capabilities]) if (part !== undefined) Object.freeze(part)
  return Object.freeze(facts)
}
