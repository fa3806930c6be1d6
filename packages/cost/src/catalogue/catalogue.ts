import type { ModelFacts } from './model-facts.ts'

/** Names a model. */
export interface ModelName {
  /** The vendor's name of the model. */
  readonly model: string
  /** The vendor, as its adapter names it: `openai`, `anthropic`. @default any: the same facts for every vendor */
  readonly provider?: string | undefined
}

/** A model with what is known of it. */
export interface CatalogueModel extends ModelName, ModelFacts {}

/** Knows models: what they cost, how much they read, what they can do. */
export interface Catalogue {
  /** What is known of a model; undefined for one that is not known. Nothing is guessed from similar names. */
  find(name: ModelName): ModelFacts | undefined
  /** All models, as a list of its own. */
  models(): readonly CatalogueModel[]
}
