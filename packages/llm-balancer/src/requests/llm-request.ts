import type { ChatMessage, FinishReason } from '@llm-balancer/provider'

/** Settings of a simple request. The vendor decides what is left out. */
export interface LLMRequestSettings {
  /** A name for models (the balancer's option `models`), or the model of a provider: the request goes only to where that is. @default any */
  readonly model?: string | undefined
  /** Instructions for the model. */
  readonly system?: string | undefined
  /** Most tokens the answer may have, a whole number ≥ 1. */
  readonly maxTokens?: number | undefined
  /** Randomness of the answer, ≥ 0; the upper bound is the vendor's. */
  readonly temperature?: number | undefined
  /** Nucleus sampling, within [0, 1]. */
  readonly topP?: number | undefined
}

/** A simple request that ends with a prompt. */
export interface LLMPrompt extends LLMRequestSettings {
  /** The text of the user. */
  readonly prompt: string
  /** The conversation before the prompt, oldest first. @default [] */
  readonly messages?: readonly ChatMessage[] | undefined
}

/** A simple request whose conversation is all there is. */
export interface LLMConversation extends LLMRequestSettings {
  readonly prompt?: undefined
  /** The conversation, oldest first; at least one message. */
  readonly messages: readonly ChatMessage[]
}

/** The answer is wanted as a whole. */
type Whole = { readonly stream?: false | undefined }
/** The answer is wanted piece by piece. */
type Streamed = { readonly stream: true }
/** The same, and it may begin again. */
type Restartable = {
  readonly stream: true
  /**
   * What becomes of a text that breaks after its first piece. With `true` another provider begins anew: among the pieces comes a
   * {@link RestartChunk}, and what came before it no longer counts. With `'continue'` the next provider goes on where the text broke, where
   * the catalogue says that its model can (`prefill`), and begins anew where not. @default false: a StreamInterruptedError is thrown
   */
  readonly restartable: true | 'continue'
}

/** A simple request: text in, text out. With `stream: true` the text comes piece by piece. */
export type LLMRequest = (LLMPrompt & Whole) | (LLMPrompt & Streamed)

/** A simple request for a whole answer. */
export type WholeLLMRequest = (LLMPrompt | LLMConversation) & Whole

/** A simple request whose answer comes piece by piece. */
export type StreamingLLMRequest = (LLMPrompt | LLMConversation) & Streamed

/** A simple request whose answer comes piece by piece, and may begin again. */
export type RestartableLLMRequest = (LLMPrompt | LLMConversation) & Restartable

/** Any simple request: with a prompt or a conversation, whole or piece by piece; that it may begin again has to be said in its type. */
export type AnyLLMRequest = WholeLLMRequest | StreamingLLMRequest

/** Tokens one answer used. */
export interface LLMUsage {
  readonly promptTokens: number
  readonly completionTokens: number
  readonly totalTokens: number
}

/** A simple answer. */
export interface LLMResponse {
  readonly content: string
  /** Absent when the vendor did not report it. */
  readonly usage?: LLMUsage
  /** The model as it was configured. */
  readonly model: string
  /** Name of the provider entry that served. */
  readonly provider: string
  /** Why the answer ended, in the words all vendors share. A provider of your own may leave it out: `stop`. */
  readonly finishReason?: FinishReason['unified']
  /** The same in the vendor's own word: `end_turn`. */
  readonly rawFinishReason?: string
}
