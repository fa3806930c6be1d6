import { defined, hasMethods } from '@llm-balancer/core/options'
import type { Catalogue, ModelName } from './catalogue.ts'
import type { ModelFacts } from './model-facts.ts'

const checkCatalogue = hasMethods('find', 'models')

/**
 * Several catalogues as one. What an earlier one says of a model wins; what it does not know, a later one may. Prices are taken
 * from one of them as a whole.
 *
 * @throws TypeError naming the argument that is no catalogue
 */
export function mergeCatalogues(...catalogues: readonly Catalogue[]): Catalogue {
  for (const [index, one] of catalogues.entries())
    checkCatalogue(`catalogues[${String(index)}]`, one, 'mergeCatalogues')
  const find = (name: ModelName): ModelFacts | undefined => {
    let merged: ModelFacts | undefined
    for (const catalogue of catalogues) {
      const facts = catalogue.find(name)
      if (facts !== undefined) merged = merged === undefined ? facts : overlaid(merged, facts)
    }
    return merged
  }
  return {
    find,
    models: () => {
      const names = new Map<string, ModelName>()
      for (const catalogue of catalogues)
        for (const { model, provider } of catalogue.models())
          names.set(JSON.stringify([provider, model]), defined({ model, provider }))
      return [...names.values()].map((name) => ({ ...name, ...find(name) }))
    },
  }
}

function overlaid(first: ModelFacts, second: ModelFacts): ModelFacts {
  const merged = { ...second, ...defined({ ...first }) }
  if (first.capabilities === undefined || second.capabilities === undefined) return merged
  return { ...merged, capabilities: { ...second.capabilities, ...defined({ ...first.capabilities }) } }
}
