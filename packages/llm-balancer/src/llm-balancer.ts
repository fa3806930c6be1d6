import type { BalancedStream, Balancer, BalancerSnapshot } from '@llm-balancer/core'
import type { ChatRequest, StreamPart } from '@llm-balancer/provider'
import type { ProviderDescription, ProviderInput } from './config/provider-config.ts'
import type {
  LLMCallOptions,
  LLMChatResponse,
  LLMStreamOptions,
  RestartableStreamPart,
} from './requests/call-options.ts'
import type { LLMEmbedOptions, LLMEmbedRequest, LLMEmbedResponse } from './requests/embed-request.ts'
import type {
  AnyLLMRequest,
  LLMConversation,
  LLMRequest,
  LLMResponse,
  StreamingLLMRequest,
} from './requests/llm-request.ts'
import type { LLMTextStream } from './requests/text-stream.ts'
import type { ProviderStats } from './stats/provider-stats.ts'

/** Settings of a health check. */
export interface HealthCheckOptions {
  /** A provider that has not answered by then is ill, in ms, > 0. @default 5000 */
  readonly timeoutMs?: number
  /** Ends the check. */
  readonly signal?: AbortSignal
}

/** Spreads requests over providers and keeps the caller served while some of them fail. Made by `createLLMBalancer`. */
export interface LLMBalancer {
  /**
   * Text in, text out. With `stream: true` the text piece by piece; nothing happens then before the first piece is read.
   *
   * @throws {LLMError} when one provider was asked once, or when the request itself is at fault
   * @throws {LoadBalancerError} when several attempts failed, none could be made, or the time was up
   * @throws TypeError or RangeError for a bad request or option
   * @throws the signal's reason when the caller aborts
   */
  request(request: StreamingLLMRequest, options?: LLMCallOptions): LLMTextStream
  request(request: LLMRequest | LLMConversation, options?: LLMCallOptions): Promise<LLMResponse>
  request(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream
  /**
   * Everything a model can be asked, and everything it answers, with the provider that served and all attempts.
   *
   * @throws the core's errors: `ProviderError`, `AllTargetsFailedError`, `NoTargetAvailableError`, `DeadlineExceededError`
   * @throws TypeError or RangeError for a bad request or option, before anybody is asked
   */
  generate(request: ChatRequest, options?: LLMCallOptions): Promise<LLMChatResponse>
  /**
   * Like `generate`, part by part. Until the first content other providers take over silently. The first part comes without
   * the request that was sent: it would be kept, prompt and all, with the parts of a stream that breaks.
   */
  stream(
    request: ChatRequest,
    options: LLMStreamOptions & { readonly onInterrupted: 'restart' },
  ): BalancedStream<RestartableStreamPart>
  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<StreamPart>
  /**
   * Turns texts into vectors at the providers with an `embeddingModel`, balanced like any other request. Texts beyond what
   * one call takes become several calls.
   *
   * @throws the core's errors, as `generate` does
   * @throws TypeError or RangeError for a bad request or option, and when it is not clear which vectors are wanted
   */
  embed(request: LLMEmbedRequest, options?: LLMEmbedOptions): Promise<LLMEmbedResponse>
  /** What has happened at each provider, by name: a copy. */
  getStats(): Record<string, ProviderStats>
  /**
   * Asks all providers at once for a proof of life; gives who is well, by name. Not counted in the statistics. One that is
   * well is asked again at once, unless it waits for a limit that the proof says nothing of; one that is not is avoided
   * until a trial call succeeds.
   *
   * @throws {BalancerClosedError} after `close`
   */
  healthCheck(options?: HealthCheckOptions): Promise<Record<string, boolean>>
  /** The providers nothing speaks against now, as copies without keys. */
  getHealthyProviders(): ProviderDescription[]
  /**
   * Adds a provider; it may be asked from now on.
   *
   * @throws TypeError or RangeError for a bad one or a taken name
   * @throws {BalancerClosedError} after `close`
   */
  addProvider(provider: ProviderInput): void
  /**
   * Takes a provider out: it is asked no more; resolves when its running calls have ended.
   *
   * @throws RangeError for an unknown name, at once
   */
  removeProvider(name: string): Promise<void>
  /**
   * Calls a listener for every event of a type, or of all with `*`. Gives back a function that ends it.
   *
   * @throws TypeError for the name of no event, or a listener that is no function
   */
  readonly on: Balancer<unknown>['on']
  /** The present state of all providers as a plain object without secrets. */
  snapshot(): BalancerSnapshot
  /** Takes no new requests; resolves when the running ones have ended. */
  close(): Promise<void>
}
