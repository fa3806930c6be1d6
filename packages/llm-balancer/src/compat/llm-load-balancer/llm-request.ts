import type { ChatMessage } from '@llm-balancer/provider'
import type { LLMUsage } from '../../requests/llm-request.ts'

export type { LLMUsage } from '../../requests/llm-request.ts'

/** A request: text in, text out. What is left out is the vendor's to decide. */
export interface LLMRequest {
  readonly prompt: string
  /** Most tokens the answer may have, a whole number ≥ 1. */
  readonly maxTokens?: number | undefined
  /** Randomness of the answer, ≥ 0; 0 is sent. */
  readonly temperature?: number | undefined
  /** Nucleus sampling, within [0, 1]. */
  readonly topP?: number | undefined
  /** With `true` the answer comes as an {@link LLMTextStream}. @default false */
  readonly stream?: boolean | undefined
  /** Instructions for the model; beyond the original. */
  readonly system?: string | undefined
  /** The conversation before the prompt, oldest first; beyond the original. */
  readonly messages?: readonly ChatMessage[] | undefined
}

/** An answer. */
export interface LLMResponse {
  readonly content: string
  /** Absent when the vendor did not report it. */
  readonly usage?: LLMUsage
  /** The model as it was configured. */
  readonly model: string
  /** Name of the provider entry that served. */
  readonly provider: string
  /** Why the answer ended, in the vendor's own word: `stop`, `end_turn`. */
  readonly finishReason?: string
}

/** An answer's text, piece by piece. Can be read once; leaving the loop ends the call upstream. */
export interface LLMTextStream extends AsyncIterableIterator<string, void, undefined> {
  /** The whole answer, once the text has been read to its end. Rejects as reading does; nothing has to handle that. */
  readonly response: Promise<LLMResponse>
  return(): Promise<IteratorResult<string, void>>
}
