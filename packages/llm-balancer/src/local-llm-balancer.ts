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
import { toRequestError } from './errors/to-request-error.ts'
import { HealthChecker } from './health/health-checker.ts'
import type { HealthCheckOptions, LLMBalancer, PlainLLMRequest, StreamingLLMRequest } from './llm-balancer.ts'
import type {
  LLMCallOptions,
  LLMChatResponse,
  LLMStreamOptions,
  RestartableStreamPart,
} from './requests/call-options.ts'
import type { LLMConversation, LLMRequest, LLMResponse } from './requests/llm-request.ts'
import { TextStream, type LLMTextStream } from './requests/text-stream.ts'
import { checkChatRequest, toChatRequest } from './requests/to-chat-request.ts'
import { toLLMResponse } from './requests/to-llm-response.ts'
import { isHealthy, statsOf, type ProviderStats } from './stats/provider-stats.ts'

/** What a {@link LocalLLMBalancer} is made of. */
export type LLMBalancerParts = {
  readonly balancer: Balancer<ProviderEntry>
  readonly registry: ProviderRegistry
  readonly clock: Clock
  /** Total time of a stream in ms, where the call does not say. */
  readonly streamDeadlineMs: number
}

/** An LLM balancer in this process. Its parts are private, so that printing it shows no key. */
export class LocalLLMBalancer implements LLMBalancer {
  readonly #parts: LLMBalancerParts
  readonly #health: HealthChecker

  constructor(parts: LLMBalancerParts) {
    this.#parts = parts
    this.#health = new HealthChecker(parts)
  }

  request(request: StreamingLLMRequest, options?: LLMCallOptions): LLMTextStream
  request(request: PlainLLMRequest, options?: LLMCallOptions): Promise<LLMResponse>
  request(
    request: LLMRequest | LLMConversation,
    options?: LLMCallOptions,
  ): Promise<LLMResponse> | LLMTextStream
  request(
    request: LLMRequest | LLMConversation,
    options?: LLMCallOptions,
  ): Promise<LLMResponse> | LLMTextStream {
    const streams = (request as Partial<LLMRequest> | null | undefined)?.stream ?? false
    return streams ? this.#readText(request, options) : this.#ask(request, options)
  }

  async generate(request: ChatRequest, options?: LLMCallOptions): Promise<LLMChatResponse> {
    checkChatRequest(request)
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
    return this.#openStream(({ model }, attempt) => model.stream(request, callOf(attempt)), options)
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
    return balancer.on.bind(balancer)
  }

  snapshot(): BalancerSnapshot {
    return this.#parts.balancer.snapshot()
  }

  async close(): Promise<void> {
    this.#health.close()
    await this.#parts.balancer.close()
  }

  async #ask(request: LLMRequest | LLMConversation, options?: LLMCallOptions): Promise<LLMResponse> {
    const chatRequest = toChatRequest(request)
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

  #readText(request: LLMRequest | LLMConversation, options?: LLMCallOptions): LLMTextStream {
    const chatRequest = toChatRequest(request)
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
