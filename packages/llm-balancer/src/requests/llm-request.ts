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
}

/** What a simple request says when it ends with a prompt. */
export interface LLMPrompt extends LLMRequestSettings {
  /** What the user says. */
  readonly prompt: string
  /** The conversation before the prompt, oldest first. @default [] */
  readonly messages?: readonly ChatMessage[] | undefined
}

/** What a simple request says when its conversation says everything. */
export interface LLMMessages extends LLMRequestSettings {
  readonly prompt?: undefined
  /** The conversation, oldest first; at least one message. */
  readonly messages: readonly ChatMessage[]
}

/** A simple request: text in, text out. One that asks for a stream is a {@link StreamingLLMRequest}. */
export interface LLMRequest extends LLMPrompt {
  readonly stream?: false | undefined
}

/** A simple request whose conversation says everything. */
export interface LLMConversation extends LLMMessages {
  readonly stream?: false | undefined
}

/** A simple request whose answer comes piece by piece. */
export type StreamingLLMRequest = (LLMPrompt | LLMMessages) & { readonly stream: true }

/** A simple request of which nobody knows yet whether it asks for a stream. */
export type AnyLLMRequest = (LLMPrompt | LLMMessages) & { readonly stream?: boolean | undefined }

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
