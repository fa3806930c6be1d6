import type { TokenPrice } from '@llm-balancer/core'

/** What a model can do. True and false are known; a capability that is missing is not known. */
export interface ModelCapabilities {
  /** Calls the tools that a request describes. */
  readonly tools?: boolean | undefined
  /** Reads images in messages. */
  readonly images?: boolean | undefined
  /** Answers in the form of a JSON schema. */
  readonly jsonSchema?: boolean | undefined
  /** Reasons before it answers. */
  readonly reasoning?: boolean | undefined
  /** Continues a conversation that ends with the beginning of its own answer. */
  readonly prefill?: boolean | undefined
}

/** What is known of a model at one vendor. What is missing is not known. */
export interface ModelFacts {
  /** Prices, as of a target. */
  readonly cost?: TokenPrice | undefined
  /** Most input and output tokens of one call, a positive number. */
  readonly contextWindow?: number | undefined
  readonly capabilities?: ModelCapabilities | undefined
}
