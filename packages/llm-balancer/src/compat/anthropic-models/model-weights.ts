import { checkText, finite, readOptions, required, type OptionTable } from '@llm-balancer/core/options'

/** A registered model, and its share of the messages. */
export interface ModelWithWeight {
  /** Its name in the registry, where it may be registered later. */
  readonly name: string
  /** Its share is its weight out of those of all models that may be asked, ≥ 0. One of 0 is asked when all others cannot be. */
  readonly weight: number
}

const table: OptionTable<ModelWithWeight> = { name: [checkText, required], weight: [finite, required] }

/** The weights by name; the weights of a name that is listed twice are added. @throws TypeError or RangeError naming what is wrong */
export function readWeights(owner: string, models: unknown): ReadonlyMap<string, number> {
  if (!Array.isArray(models)) throw new TypeError(`${owner}: "models" must be an array of names and weights`)
  const weights = new Map<string, number>()
  for (const [place, model] of models.entries()) {
    const { name, weight } = readOptions(owner, model, table, { prefix: `models[${String(place)}].` })
    weights.set(name, (weights.get(name) ?? 0) + weight)
  }
  return weights
}
