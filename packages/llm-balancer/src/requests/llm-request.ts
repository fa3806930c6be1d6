import type { ChatMessage } from '@llm-balancer/provider'

/** Settings of a simple request. What is left out is the vendor's to decide. */
export interface LLMRequestSettings {
  /** Instructions for the model. */
  readonly system?: string | undefined
  /** Most tokens the answer may have, a whole number ≥ 1. */
  readonly maxTokens?: number | undefined
  /** Randomness of the answer, ≥ 0; the upper bound is the vendor's. */
  readonly temperature?: number | undefined
  /** Nucleus sampling, within [0, 1]. */
  readonly topP?: number | undefined
  /** True to get the answer piece by piece. @default false */
  readonly stream?: boolean | undefined
}

/** A simple request: text in, text out. */
export interface LLMRequest extends LLMRequestSettings {
  /** What the user says. */
  readonly prompt: string
  /** The conversation before the prompt, oldest first. @default [] */
  readonly messages?: readonly ChatMessage[] | undefined
}

/** A simple request whose conversation says everything. */
export interface LLMConversation extends LLMRequestSettings {
  readonly prompt?: undefined
  /** The conversation, oldest first; at least one message. */
  readonly messages: readonly ChatMessage[]
}

/** Tokens one answer used. */
export interface LLMUsage {
  readonly promptTokens: number
  readonly completionTokens: number
  readonly totalTokens: number
}

/** A simple answer. */
export interface LLMResponse {
  readonly content: string
  /** Absent when the vendor did not say. */
  readonly usage?: LLMUsage
  /** The model as it was configured. */
  readonly model: string
  /** Name of the provider entry that served. */
  readonly provider: string
  /** Why the answer ended, in the vendor's own word. `generate` also gives the word all vendors share. */
  readonly finishReason?: string
}
