import type { AttemptFacts, ResumableAnswer } from '@llm-balancer/core'
import type { ChatRequest } from './chat-request.ts'
import type { ChatResponse } from './chat-response.ts'
import type { StreamPart } from './stream-part.ts'

/** Options of one call, beside its request. */
export interface CallOptions {
  /** Ends the call at once, the upstream connection included; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Headers of this call, over the request's and the model's; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined
  /** Called with headers, limits and usage as soon as they are known: give it `attempt.report`. */
  readonly report?: ((facts: AttemptFacts) => void) | undefined
  /**
   * Called when the answer of a stream goes on at the vendor although the stream breaks (OpenAI's `background`). Who takes it resumes or
   * cancels it: give it `(resumable) => attempt.report({ resumable })`. @default it is cancelled when its stream is left, aborted or broken
   */
  readonly onResumable?: ((answer: ResumableAnswer) => void) | undefined
  /**
   * Streams the rest of an answer that `onResumable` was given, instead of making one: `attempt.resumes`. Only parts that were not given
   * before, after a `ping`. @default makes an answer
   */
  readonly resume?: ResumableAnswer | undefined
  /** Yields each of the vendor's stream events as a `raw` part, too. @default false */
  readonly includeRaw?: boolean | undefined
}

/**
 * One model of one vendor behind one key: made by every adapter, and the client of a balancer's target. It
 * never retries, sets no timers and reads no environment. Every failure but the caller's own abort is thrown as a
 * `ProviderError`, whose message holds no key, no header value and no prompt.
 */
export interface ChatModel {
  /** The vendor: `openai`. */
  readonly provider: string
  readonly modelId: string
  /** Makes the call and waits for the whole answer. */
  generate(request: ChatRequest, options?: CallOptions): Promise<ChatResponse>
  /**
   * Makes the call and gives the answer part by part. The call begins when the first part is read; leaving the loop closes
   * the upstream connection. A stream that ends without its finish throws `stream-interrupted`.
   */
  stream(request: ChatRequest, options?: CallOptions): AsyncIterable<StreamPart>
  /** Makes the cheapest request that shows whether the vendor answers, for health checks; throws as `generate` does. */
  probe?(options?: CallOptions): Promise<void>
}
