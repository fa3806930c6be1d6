import { BalancerClosedError } from '@llm-balancer/core'
import type {
  BalancedStream,
  Balancer,
  BalancerSnapshot,
  Clock,
  CloseOptions,
  PoolOptions,
  RestartChunk,
} from '@llm-balancer/core'
import { checkBoolean, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import type { ChatRequest, StreamPart } from '@llm-balancer/provider'
import type { ProviderChanges, ProviderDescription, ProviderInput } from './entries/provider-config.ts'
import { asProviderGroup } from './entries/as-provider-group.ts'
import { providerGroupKey, providerGroupOf, type OwnedGroup } from './entries/provider-group.ts'
import type { ProviderRegistry } from './entries/provider-registry.ts'
import type { ModelClient } from './entries/model-client.ts'
import { addTargets, changeEntry, removeEntry } from './entries/target-changes.ts'
import type { EventHub } from './events/event-hub.ts'
import type { ListenTo } from './events/provider-events.ts'
import { HealthChecker, type HealthCheckOptions } from './health/health-checker.ts'
import { SharedLimits } from './guards/provider-limits.ts'
import type { LLMBalancer, Reconfiguration, ReconfigureOptions } from './llm-balancer.ts'
import type { LLMBalancerOptions } from './options/llm-balancer-options.ts'
import type { LLMObjectRequest, LLMObjectResponse } from './objects/object-request.ts'
import type { ObjectSchema } from './objects/object-schema.ts'
import { Calls } from './requests/calls.ts'
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
import { exportState } from './state/export-state.ts'
import type { AssembleGroup } from './versions/group-maker.ts'
import { planReconfiguration } from './versions/plan-reconfiguration.ts'
import type { BalancerVersion } from './versions/version.ts'
import { presentTargets, statsOf, type CountedTarget, type ProviderStats } from './stats/provider-stats.ts'

const reconfigureTable: OptionTable<ReconfigureOptions> = { keepMoved: [checkBoolean] }

/** The parts of a {@link LocalLLMBalancer}. */
export type LLMBalancerParts = {
  readonly balancer: Balancer<ModelClient>
  readonly registry: ProviderRegistry
  readonly events: EventHub
  readonly clock: Clock
  /** What calls that begin now go by, as far as it is not the core's. */
  readonly settings: { current: BalancerVersion }
  /** Makes the balancer of a group that is given as plain data. */
  readonly assembleGroup: AssembleGroup
}

/** An LLM balancer in this process. Its parts are private, so that printing it shows no key. */
export class LocalLLMBalancer implements LLMBalancer {
  readonly #parts: LLMBalancerParts
  readonly #health: HealthChecker
  readonly #calls: Calls
  #isClosed = false

  constructor(parts: LLMBalancerParts) {
    this.#parts = parts
    this.#health = new HealthChecker(parts)
    this.#calls = new Calls(parts)
    Object.defineProperty(this, providerGroupKey, { value: asProviderGroup(this, parts) })
    parts.balancer.on('balancer-closed', () => {
      this.#isClosed = true
      this.#health.close()
    })
  }

  request(request: RestartableLLMRequest, options?: LLMPartialOptions): LLMTextStream<string | RestartChunk>
  request(request: StreamingLLMRequest, options?: LLMPartialOptions): LLMTextStream
  request(request: WholeLLMRequest, options?: LLMCallOptions): Promise<LLMResponse>
  request(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> | LLMTextStream
  request(
    request: AnyLLMRequest | RestartableLLMRequest,
    options?: LLMCallOptions,
  ): Promise<LLMResponse> | LLMTextStream<string | RestartChunk> {
    const isStream = Boolean(readProperty(request, 'stream'))
    return isStream ? this.#calls.readText(request, options) : this.#calls.ask(request, options)
  }

  generate<Schema extends ObjectSchema>(
    request: LLMObjectRequest<Schema>,
    options?: LLMCallOptions,
  ): Promise<LLMObjectResponse<Schema>>
  generate(request: ChatRequest, options?: LLMCallOptions): Promise<LLMChatResponse>
  async generate(request: ChatRequest, options?: LLMCallOptions): Promise<LLMChatResponse> {
    return this.#calls.generate(request, options)
  }

  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<StreamPart>
  stream(
    request: ChatRequest,
    options: LLMStreamOptions & { readonly onInterrupted: 'restart' | 'continue' },
  ): BalancedStream<RestartableStreamPart>
  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<RestartableStreamPart> {
    return this.#calls.stream(request, options)
  }

  async embed(request: LLMEmbedRequest, options?: LLMEmbedOptions): Promise<LLMEmbedResponse> {
    if (this.#isClosed) throw new BalancerClosedError()
    return this.#calls.embed(request, options)
  }

  getStats(): Record<string, ProviderStats> {
    const present = presentTargets(this.snapshot())
    const entries = this.#parts.registry.entries()
    return Object.fromEntries(
      entries.map(({ name, targets, group }) => {
        const counted: CountedTarget[] = []
        for (const { id, circuit } of targets) {
          const snapshot = present.get(id)
          if (snapshot !== undefined) counted.push({ snapshot, circuit })
        }
        const stats = statsOf(counted)
        return [name, group?.isHealthy() === false ? { ...stats, isHealthy: false } : stats]
      }),
    )
  }

  async healthCheck(options: HealthCheckOptions = {}): Promise<Record<string, boolean>> {
    return this.#health.check(options)
  }

  resetCircuit(name: string): void {
    for (const { circuit } of this.#parts.registry.get(name, 'resetCircuit').targets) circuit?.reset()
  }

  getHealthyProviders(): ProviderDescription[] {
    const stats = this.getStats()
    const entries = this.#parts.registry.entries().filter(({ name }) => stats[name]?.isHealthy === true)
    return entries.map((entry) => entry.describe())
  }

  addProvider(provider: ProviderInput): void {
    if (this.#isClosed) throw new BalancerClosedError()
    const { registry, balancer, events } = this.#parts
    events.afterwards(balancer, () => {
      const entry = registry.add(provider)
      try {
        addTargets(balancer, entry.targets)
      } catch (error) {
        registry.remove(entry.name)
        throw error
      }
    })
  }

  updateProvider(name: string, changes: ProviderChanges): void {
    if (this.#isClosed) throw new BalancerClosedError()
    const { balancer, registry, events } = this.#parts
    if (providerGroupOf(readProperty(changes, 'model'))?.contains(balancer))
      throw new TypeError(
        `updateProvider: the "model" of "${name}" would be a group that contains this balancer`,
      )
    const change = registry.get(name, 'updateProvider').prepare(changes)
    events.afterwards(balancer, () => {
      changeEntry(this.#parts, name, change)
    })
  }

  removeProvider(name: string): Promise<void> {
    const { registry, balancer, events } = this.#parts
    const entry = registry.remove(name)
    return events.afterwards(balancer, () => removeEntry(this.#parts, entry))
  }

  reconfigure(options: LLMBalancerOptions, how: ReconfigureOptions = {}): Reconfiguration {
    if (this.#isClosed) throw new BalancerClosedError()
    const { keepMoved } = readOptions('reconfigure', how, reconfigureTable)
    const { clock, settings } = this.#parts
    const shared = new SharedLimits(clock, { before: settings.current.environment.sharedLimits })
    const { apply, ...names } = planReconfiguration('reconfigure', this.#parts, options, shared, keepMoved)
    apply()
    return names
  }

  exportState(): LLMBalancerState {
    const { sharedLimits } = this.#parts.settings.current.environment
    const state = exportState(this.#parts, this.#parts.clock.now())
    return { ...state, sharedLimits: sharedLimits.exportState() }
  }

  group(name: string): LLMBalancer | undefined {
    return this.#parts.registry.get(name, 'group').owned?.llm as LLMBalancer | undefined
  }

  updatePool(pool: string, update: PoolOptions): void {
    this.#parts.balancer.updatePool(pool, update)
  }

  get on(): ListenTo {
    const { balancer, events } = this.#parts
    return (type: string, listener: (event: never) => void) =>
      events.on(balancer, type, listener as (event: unknown) => void)
  }

  snapshot(): BalancerSnapshot {
    return this.#parts.balancer.snapshot()
  }

  async close(options?: CloseOptions): Promise<void> {
    const { balancer, events, registry } = this.#parts
    await balancer.close(options)
    // Their calls were those of this balancer, and have ended.
    const groups = registry.entries().flatMap(({ owned }) => owned?.llm ?? [])
    await Promise.all(groups.map((group) => group.close({ graceMs: 0 })))
    events.close()
  }

  /** What it is as a group that belongs to an entry of another balancer. */
  asOwnedGroup(): OwnedGroup {
    return {
      llm: this,
      group: asProviderGroup(this, this.#parts),
      plan: (owner, options, shared) =>
        planReconfiguration(owner, this.#parts, options as LLMBalancerOptions, shared),
      exportState: (now) => exportState(this.#parts, now),
    }
  }
}
