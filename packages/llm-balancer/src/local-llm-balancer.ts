import { BalancerClosedError } from '@llm-balancer/core'
import type {
  Attempt,
  BalancedStream,
  Balancer,
  BalancerSnapshot,
  Clock,
  StreamOperation,
  TargetSnapshot,
} from '@llm-balancer/core'
import { isContentPart, isFinalPart, usageOfPart } from '@llm-balancer/provider'
import type { CallOptions, ChatRequest, StreamPart } from '@llm-balancer/provider'
import type { ProviderDescription, ProviderInput } from './config/provider-config.ts'
import type { ProviderEntry } from './config/provider-entry.ts'
import type { ProviderRegistry } from './config/provider-registry.ts'
import { checkEventType } from './event-types.ts'
import { toRequestError } from './errors/to-request-error.ts'
import { HealthChecker } from './health/health-checker.ts'
import type { HealthCheckOptions, LLMBalancer } from './llm-balancer.ts'
import {
  checkCallOptions,
  type LLMCallOptions,
  type LLMChatResponse,
  type LLMStreamOptions,
  type RestartableStreamPart,
} from './requests/call-options.ts'
import { checkChatRequest } from './requests/check-chat-request.ts'
import type { LLMEmbedOptions, LLMEmbedRequest, LLMEmbedResponse } from './requests/embed-request.ts'
import { Embedder } from './requests/embedder.ts'
import type {
  AnyLLMRequest,
  LLMConversation,
  LLMRequest,
  LLMResponse,
  StreamingLLMRequest,
} from './requests/llm-request.ts'
import { TextStream, type LLMTextStream } from './requests/text-stream.ts'
import { toChatRequest } from './requests/to-chat-request.ts'
import { toLLMResponse } from './requests/to-llm-response.ts'
import { isHealthy, statsOf, type ProviderStats } from './stats/provider-stats.ts'

/** What a {@link LocalLLMBalancer} is made of. */
export type LLMBalancerParts = {
  readonly balancer: Balancer<ProviderEntry>
  readonly registry: ProviderRegistry
  readonly clock: Clock
  /** Total time of a stream in ms, where the call does not say. */
  readonly streamDeadlineMs: number
  /** Total time of an `embed` in ms, where the call does not say. */
  readonly deadlineMs: number
}

/** An LLM balancer in this process. Its parts are private, so that printing it shows no key. */
export class LocalLLMBalancer implements LLMBalancer {
  readonly #parts: LLMBalancerParts
  readonly #health: HealthChecker
  readonly #embedder: Embedder
  #isClosed = false

  constructor(parts: LLMBalancerParts) {
    this.#parts = parts
    this.#health = new HealthChecker(parts)
    this.#embedder = new Embedder(parts)
  }

  request(request: StreamingLLMRequest, options?: LLMCallOptions): LLMTextStream
  request(request: LLMRequest | LLMConversation, options?: LLMCallOptions): Promise<LLMResponse>
  request(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream
  request(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream {
    const streams = (request as Partial<AnyLLMRequest> | null | undefined)?.stream ?? false
    return streams ? this.#readText(request, options) : this.#ask(request, options)
  }

  async generate(request: ChatRequest, options?: LLMCallOptions): Promise<LLMChatResponse> {
    checkChatRequest(request)
    checkCallOptions('generate', options)
    const { value, target, attempts } = await this.#parts.balancer.runWithTrail(
      ({ model }, attempt) => model.generate(request, callOf(attempt)),
      options,
    )
    return { ...value, provider: target.id, attempts }
  }

  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<StreamPart>
  stream(
    request: ChatRequest,
    options: LLMStreamOptions & { readonly onInterrupted: 'restart' },
  ): BalancedStream<RestartableStreamPart>
  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<RestartableStreamPart> {
    checkChatRequest(request)
    checkCallOptions('stream', options)
    const { includeRaw = false, ...runOptions } = options ?? {}
    return this.#openStream(
      ({ model }, attempt) => model.stream(request, { ...callOf(attempt), includeRaw }),
      runOptions,
    )
  }

  embed(request: LLMEmbedRequest, options?: LLMEmbedOptions): Promise<LLMEmbedResponse> {
    return this.#embedder.embed(request, options)
  }

  getStats(): Record<string, ProviderStats> {
    return Object.fromEntries(
      this.#present().flatMap((target) => {
        const entry = this.#parts.registry.get(target.id)
        return entry === undefined ? [] : [[target.id, statsOf(target, entry.recorder)]]
      }),
    )
  }

  healthCheck(options: HealthCheckOptions = {}): Promise<Record<string, boolean>> {
    return this.#health.check(options)
  }

  getHealthyProviders(): ProviderDescription[] {
    return this.#present()
      .filter(isHealthy)
      .map((target) => this.#parts.registry.describe(target))
  }

  addProvider(provider: ProviderInput): void {
    if (this.#isClosed) throw new BalancerClosedError()
    const { registry, balancer } = this.#parts
    const entry = registry.add(provider)
    try {
      balancer.addTarget(entry.target())
    } catch (error) {
      registry.remove(entry.name)
      throw error
    }
  }

  removeProvider(name: string): Promise<void> {
    this.#parts.registry.remove(name)
    return this.#parts.balancer.removeTarget(name)
  }

  get on(): Balancer<unknown>['on'] {
    const { balancer } = this.#parts
    return (type: never, listener: never) => {
      checkEventType(type)
      return balancer.on(type, listener)
    }
  }

  snapshot(): BalancerSnapshot {
    return this.#parts.balancer.snapshot()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#health.close()
    await this.#parts.balancer.close()
  }

  async #ask(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> {
    const chatRequest = toChatRequest(request)
    checkCallOptions('request', options)
    let asked: string | undefined
    try {
      return await this.#parts.balancer.run(async ({ name, model }, attempt) => {
        asked = name
        const answer = await model.generate(chatRequest, callOf(attempt))
        return toLLMResponse(answer, { name, model: model.modelId })
      }, options)
    } catch (error) {
      throw toRequestError(error, asked)
    }
  }

  #readText(request: AnyLLMRequest, options?: LLMCallOptions): LLMTextStream {
    const chatRequest = toChatRequest(request)
    checkCallOptions('request', options)
    let asked: { readonly name: string; readonly model: string } | undefined
    const parts = this.#openStream(({ name, model }, attempt) => {
      asked = { name, model: model.modelId }
      return model.stream(chatRequest, callOf(attempt))
    }, options)
    return new TextStream({ parts, asked: () => asked })
  }

  #openStream(
    operation: StreamOperation<ProviderEntry, StreamPart>,
    options: LLMStreamOptions = {},
  ): BalancedStream<StreamPart> {
    const { balancer, streamDeadlineMs } = this.#parts
    return balancer.stream(operation, {
      ...options,
      deadlineMs: options.deadlineMs ?? streamDeadlineMs,
      isContent: isContentPart,
      isFinal: isFinalPart,
      usageOf: usageOfPart,
    })
  }

  #present(): TargetSnapshot[] {
    return this.snapshot().targets.filter(({ state }) => state !== 'removing')
  }
}

function callOf(attempt: Attempt): CallOptions {
  return {
    signal: attempt.signal,
    report: (facts) => {
      attempt.report(facts)
    },
  }
}
