import type { ChatModel, EmbeddingModel } from '@llm-balancer/provider'

/** The models behind a target. */
export type ModelClient = {
  readonly model: ChatModel
  /** The model that `embed` calls; undefined when this provider makes no vectors. */
  readonly embedding: EmbeddingModel | undefined
  /** True when the model is known to continue the beginning of an answer. @default false */
  readonly takesPrefill?: boolean
}
