import type {
  BalancedStream,
  BalancerSnapshot,
  CloseOptions,
  PoolOptions,
  RestartChunk,
} from '@llm-balancer/core'
import type { ChatRequest, StreamPart } from '@llm-balancer/provider'
import type { ProviderChanges, ProviderDescription, ProviderInput } from './entries/provider-config.ts'
import type { ListenTo } from './events/provider-events.ts'
import type { LLMObjectRequest, LLMObjectResponse } from './objects/object-request.ts'
import type { ObjectSchema } from './objects/object-schema.ts'
import type { HealthCheckOptions } from './health/health-checker.ts'
import type { LLMBalancerOptions } from './options/llm-balancer-options.ts'
import type {
  LLMCallOptions,
  LLMChatResponse,
  LLMPartialOptions,
  LLMStreamOptions,
  RestartableStreamPart,
} from './requests/call-options.ts'
import type { LLMEmbedOptions, LLMEmbedRequest, LLMEmbedResponse } from './requests/embed-request.ts'
import type {
  AnyLLMRequest,
  LLMResponse,
  RestartableLLMRequest,
  StreamingLLMRequest,
  WholeLLMRequest,
} from './requests/llm-request.ts'
import type { LLMTextStream } from './requests/text-stream.ts'
import type { LLMBalancerState } from './state/balancer-state.ts'
import type { ProviderStats } from './stats/provider-stats.ts'

/** What `reconfigure` has changed, by name; providers of a group are named `group/provider`. */
export interface Reconfiguration {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  /** The options beside `providers` that have changed. */
  readonly settings: readonly string[]
}

/** How `reconfigure` changes a balancer. */
export interface ReconfigureOptions {
  /**
   * Whether a provider of the same name and vendor keeps its state also at another address, what blocked the old one lifted. False: it
   * begins anew. @default false
   */
  readonly keepMoved?: boolean
}

/**
 * Spreads requests over providers and keeps the caller served while some of them fail. Made by `createLLMBalancer`. Can be
 * the `model` of a provider of another balancer.
 *
 * `request`, `generate`, `stream` and `embed` throw the same errors:
 * - `ProviderError` when one provider was asked once, or when the request itself is at fault;
 * - `AllTargetsFailedError` when several attempts failed;
 * - `NoTargetAvailableError` when no attempt could be made;
 * - `DeadlineExceededError` when the total time was used up;
 * - `StreamInterruptedError` when a stream broke after its first content;
 * - `BudgetExceededError` when no provider may be asked for what is left of `budgets`, or for `maxCostUsd`;
 * - `CircuitOpenError` or `RateLimitedError` when a provider's own code throws one;
 * - `StrategyError` when the strategy threw, `BalancerClosedError` after `close`;
 * - the signal's reason when the caller aborts;
 * - `TypeError` or `RangeError` for a bad request or option, before any provider is asked.
 */
export interface LLMBalancer {
  /**
   * Text in, text out. With `stream: true` the text comes piece by piece; nothing happens then before the first piece is
   * read.
   */
  request(request: RestartableLLMRequest, options?: LLMPartialOptions): LLMTextStream<string | RestartChunk>
  request(request: StreamingLLMRequest, options?: LLMPartialOptions): LLMTextStream
  request(request: WholeLLMRequest, options?: LLMCallOptions): Promise<LLMResponse>
  request(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream
  /**
   * A full chat request, answered with an object that fits a schema, as its type. An answer that does not fit goes to the next provider; when there is
   * none, `schemaIssuesOf(error)` tells what did not fit.
   */
  generate<Schema extends ObjectSchema>(
    request: LLMObjectRequest<Schema>,
    options?: LLMCallOptions,
  ): Promise<LLMObjectResponse<Schema>>
  /**
   * A full chat request (tools, files, structured output, reasoning), answered with the provider that served and all
   * attempts.
   */
  generate(request: ChatRequest, options?: LLMCallOptions): Promise<LLMChatResponse>
  /**
   * Like `generate`, part by part. Until the first content other providers take over silently. The first part comes without
   * the request that was sent: it would be kept, prompt and all, with the parts of a stream that breaks.
   */
  stream(
    request: ChatRequest,
    options: LLMStreamOptions & { readonly onInterrupted: 'restart' | 'continue' },
  ): BalancedStream<RestartableStreamPart>
  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<StreamPart>
  /**
   * Turns texts into vectors at the providers with an `embeddingModel`, balanced like any other request. Texts beyond what
   * one call takes become several calls. A TypeError or RangeError also says when it is not clear which vectors are wanted.
   */
  embed(request: LLMEmbedRequest, options?: LLMEmbedOptions): Promise<LLMEmbedResponse>
  /** Statistics of each provider, by name: a copy. */
  getStats(): Record<string, ProviderStats>
  /**
   * Checks all providers at once; gives which are healthy, by name. Not counted in the statistics. A
   * healthy one is asked again at once, unless it waits for a limit that a probe says nothing about; an unhealthy one is
   * avoided until a trial call succeeds.
   *
   * @throws {BalancerClosedError} after `close`
   */
  healthCheck(options?: HealthCheckOptions): Promise<Record<string, boolean>>
  /**
   * Closes the circuit of a provider, so that it may be asked again at once. Cooldowns, quarantines and used limits stay.
   *
   * @throws RangeError for an unknown name
   */
  resetCircuit(name: string): void
  /** The healthy providers, as copies without keys. */
  getHealthyProviders(): ProviderDescription[]
  /**
   * Adds a provider; it may be asked from now on.
   *
   * @throws TypeError or RangeError for a bad one or a taken name
   * @throws {BalancerClosedError} after `close`
   */
  addProvider(provider: ProviderInput): void
  /**
   * Changes a provider and keeps its state: latency, circuit, statistics. What is not named stays as it is. A new key, model
   * or address lifts what the old one was blocked for. Running calls end as they began.
   *
   * @throws TypeError or RangeError for an unknown name or a bad change, and then nothing has changed
   * @throws {BalancerClosedError} after `close`
   */
  updateProvider(name: string, changes: ProviderChanges): void
  /**
   * Takes a provider out: it gets no new calls; resolves when its running ones have ended.
   *
   * @throws RangeError for an unknown name, at once
   */
  removeProvider(name: string): Promise<void>
  /**
   * Brings the balancer to what `createLLMBalancer(options)` would make. Providers of the same name, vendor and address keep their state:
   * latency, circuit, limits, statistics; a new key lifts what the old one was blocked for. Others of the options so far are drained, those
   * that were added by `addProvider` stay. What only code can give stays when it is left out: `classify`, `acceptable`, `catalogue`, a
   * strategy of your own. A request that has begun ends with the settings with which it began.
   *
   * @throws TypeError or RangeError naming the option, or the provider and its option, that is wrong, and then nothing has changed; also for
   * `clock`, `random` and `fetch`, which cannot change
   * @throws {BalancerClosedError} after `close`
   */
  reconfigure(options: LLMBalancerOptions, how?: ReconfigureOptions): Reconfiguration
  /**
   * Statistics, latencies, cooldowns, circuits, used limits, and what has been spent, as plain data: for `initialState` after a restart. It
   * holds no secret. A provider of the same name and vendor at the same address goes on from there.
   */
  exportState(): LLMBalancerState
  /**
   * The balancer of a group that was given as plain data: for its statistics and events. Undefined for any other provider.
   *
   * @throws RangeError for an unknown name
   */
  group(name: string): LLMBalancer | undefined
  /**
   * Changes what the providers of a `pool` may do together. Running calls are left alone.
   *
   * @throws RangeError for a pool that neither a provider nor the option `pools` names, TypeError or RangeError for a bad option
   */
  updatePool(pool: string, update: PoolOptions): void
  /**
   * Calls a listener for every event of a type, or of all with `*`. Gives back a function that ends it.
   *
   * @throws TypeError for the name of no event, or a listener that is no function
   */
  readonly on: ListenTo
  /** The present state of all targets as a plain object without secrets. */
  snapshot(): BalancerSnapshot
  /**
   * Takes no new requests and ends the waiting ones; resolves when the running ones have ended. Those that have not after
   * `graceMs` are ended with a {@link BalancerClosedError}. Without it, a provider that never answers keeps this from resolving.
   *
   * @throws TypeError or RangeError for a bad option; nothing is closed then
   */
  close(options?: CloseOptions): Promise<void>
}
