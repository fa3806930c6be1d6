import type { EmbeddingModelV4 } from '@ai-sdk/provider'
import type { EmbeddingModel } from '@llm-balancer/provider'

/**
 * Where an AI SDK embedding model keeps how many bytes of UTF-8 one call may have; `ai` splits by it, too
 * (`@ai-sdk/provider-utils`, `embedding-model-capabilities`).
 */
export const maxInputBytes: unique symbol = Symbol.for('vercel.ai.embeddingModel.maxInputBytesPerCall')

type Limit = EmbeddingModelV4['maxEmbeddingsPerCall']

/** The limits of one call over several embedding models. Read on demand: a model may have to look them up. */
export interface EmbeddingLimits {
  /** Most texts. */
  values(): Limit
  /** Most bytes. */
  bytes(): Limit
  /** Whether calls may run in parallel: only when all models are known to allow it. */
  parallel(): boolean
}

/** The limits that hold whichever of the models serves. */
export function limitsOf(models: readonly (EmbeddingModelV4 | EmbeddingModel)[]): EmbeddingLimits {
  return {
    values: () => smallest(models.map((model) => model.maxEmbeddingsPerCall)),
    bytes: () => smallest(models.map((model) => (model as { [maxInputBytes]?: Limit })[maxInputBytes])),
    parallel: () => models.every((model) => !('doEmbed' in model) || model.supportsParallelCalls === true),
  }
}

function smallest(limits: readonly Limit[]): Limit {
  const isKnown = (limit: Limit): limit is number | undefined => typeof limit !== 'object'
  return limits.every(isKnown)
    ? leastOf(limits)
    : Promise.all(limits.map(async (limit) => limit)).then(leastOf)
}

function leastOf(limits: readonly (number | undefined)[]): number | undefined {
  const known = limits.filter((limit) => limit !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
