import type { ChatModel, EmbeddingModel } from '@llm-balancer/provider'

/** What the calls of a target are made with. */
export type ModelClient = {
  readonly model: ChatModel
  /** What `embed` asks; undefined when this provider makes no vectors. */
  readonly embedding: EmbeddingModel | undefined
}
