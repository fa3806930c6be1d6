import { createCatalogue, parseCatalogue } from '@llm-balancer/cost'
import type { Catalogue, CatalogueModel } from '@llm-balancer/cost'
import { describeType, readProperty, subjectOf, type Check } from '@llm-balancer/core/options'
import { withOwner } from '../options/with-owner.ts'

/** Knows models: what `createCatalogue`, `parseCatalogue` and `mergeCatalogues` of `@llm-balancer/cost` give. */
export type KnownModels = Pick<Catalogue, 'find'>

/**
 * A catalogue as plain data: a list of models as `createCatalogue` takes it, or what `JSON.parse` makes of a file of models.dev or of
 * LiteLLM, as `parseCatalogue` takes it.
 */
export type CatalogueData = readonly CatalogueModel[] | Readonly<Record<string, unknown>>

/** The catalogues that were made from data: the same data is read once. */
const madeFrom = new WeakMap<object, KnownModels>()
const made = new WeakSet<object>()

/** A catalogue, or what one is made of. */
export const checkCatalogue: Check = (name, value, owner = 'createLLMBalancer') => {
  if (typeof readProperty(value, 'find') === 'function' && !Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null)
    throw new TypeError(
      `${subjectOf(name, owner)} must be a catalogue, a list of models, or the data of a file, got ${describeType(value)}`,
    )
  const known = madeFrom.get(value)
  if (known !== undefined) return known
  const [insteadOf, make] = Array.isArray(value)
    ? (['createCatalogue', createCatalogue] as const)
    : (['parseCatalogue', parseCatalogue] as const)
  const models = withOwner({ owner: `${owner}: "${name}"`, insteadOf }, () => make(value as never))
  madeFrom.set(value, models)
  made.add(models)
  return models
}

/** True for a catalogue that was made from data: it can be given anew, so that leaving it out means none. */
export function isFromData(models: KnownModels | undefined): boolean {
  return models !== undefined && made.has(models)
}
