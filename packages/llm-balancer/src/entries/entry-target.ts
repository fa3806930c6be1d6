import type { CircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { Guard, TargetGroup, TargetOptions, TokenPrice } from '@llm-balancer/core'
import type { BudgetTarget } from '@llm-balancer/cost'
import type { ApiKey } from '@llm-balancer/provider'
import type { Booking } from '@llm-balancer/rate-limit'
import { providerCircuit } from '../guards/provider-circuit.ts'
import { hasSameLimits, limitsOf, providerLimits, withoutLimits } from '../guards/provider-limits.ts'
import type { ProviderSettings } from '../options/provider-settings.ts'
import { withOwner } from '../options/with-owner.ts'
import { Recorder } from '../stats/recorder.ts'
import type { EntryEnvironment } from './entry-environment.ts'
import type { ModelClient } from './model-client.ts'

/** The parts of a target. */
export type TargetParts = {
  readonly client: ModelClient | TargetGroup<ModelClient>
  /** The key; undefined where there is none. */
  readonly key: ApiKey | undefined
  /** The entry's settings, with this target's share of the weight. */
  readonly settings: ProviderSettings
  /** How the vendor counts calls and tokens against its limits, where it is known. */
  readonly booking?: Booking | undefined
  /** True for a group, whose own targets have circuits. */
  readonly isGroup: boolean
  /** The most that a call of a group costs, where it is known. */
  readonly groupPrice?: (() => TokenPrice | undefined) | undefined
}

/** A target with other parts, which has not taken them yet. */
export type PreparedChange = {
  /** The target as the core would be given it. */
  readonly options: TargetOptions<ModelClient>
  /** Takes the parts; counters, latency, circuit and used limits stay. Cannot fail. */
  readonly commit: () => void
}

/** The parts that change together. */
type EntryState = {
  readonly parts: TargetParts
  readonly circuit: CircuitBreaker | undefined
  readonly limits: readonly Guard[]
}

/** One target of an entry: all of it, or what is behind one of its keys. Keeps its state when its parts change. */
export class EntryTarget {
  /** Its id in the core. */
  readonly id: string
  readonly recorder: Recorder = new Recorder()
  readonly #environment: EntryEnvironment
  readonly #name: string
  readonly #tags: readonly string[]
  readonly #budgets: readonly Guard[]
  #state: EntryState
  #endEvents: () => void = () => {}

  /** @param name of the entry; calls choose all of its targets by it */
  constructor(id: string, parts: TargetParts, [name, environment]: readonly [string, EntryEnvironment]) {
    this.id = id
    this.#name = name
    this.#tags = id === name ? [] : [name]
    this.#environment = environment
    this.#state = { parts, circuit: this.#circuitOf(parts, undefined), limits: this.#limitsOf(parts) }
    this.#budgets = environment.budgets.guards(this.#asBudgetTarget())
    this.#listen()
  }

  /** Asked before every call, and is told how each one ended; undefined for a group without a circuit of its own. */
  get circuit(): CircuitBreaker | undefined {
    return this.#state.circuit
  }

  get key(): ApiKey | undefined {
    return this.#state.parts.key
  }

  get client(): ModelClient | TargetGroup<ModelClient> {
    return this.#state.parts.client
  }

  /** Makes what other parts need, and changes nothing yet. @throws TypeError or RangeError for parts that do not fit */
  prepare(parts: TargetParts): PreparedChange {
    const { parts: before, circuit, limits } = this.#state
    const { circuitBreaker } = parts.settings
    const isSameCircuit = circuitBreaker === before.settings.circuitBreaker
    const next: EntryState = {
      parts,
      limits: hasSameLimits(parts.settings, before.settings) ? limits : this.#limitsOf(parts),
      circuit: isSameCircuit ? circuit : this.#circuitOf(parts, circuit),
    }
    return {
      options: this.#optionsOf(next),
      commit: () => {
        this.#state = next
        if (next.circuit !== circuit) this.#listen()
      },
    }
  }

  /** The target as the core is given it. */
  options(): TargetOptions<ModelClient> {
    return this.#optionsOf(this.#state)
  }

  #optionsOf({ parts, circuit, limits }: EntryState): TargetOptions<ModelClient> {
    const { client, settings } = parts
    const { timeouts, guards = [], tags = [], ...given } = settings
    const { circuitBreaker: _, embeddingSpace: _space, defaults: _defaults, ...rest } = withoutLimits(given)
    const { attemptMs } = timeouts ?? {}
    return {
      ...rest,
      id: this.id,
      client,
      ...('model' in client ? { model: client.model.modelId, provider: client.model.provider } : {}),
      tags: [...tags, ...this.#tags],
      ...(timeouts === undefined
        ? {}
        : { timeouts: attemptMs === undefined ? timeouts : { firstContentMs: attemptMs, ...timeouts } }),
      guards: [circuit, ...guards, ...limits, ...this.#budgets, this.recorder].filter(
        (guard) => guard !== undefined,
      ),
    }
  }

  #circuitOf(
    { settings, isGroup }: TargetParts,
    after: CircuitBreaker | undefined,
  ): CircuitBreaker | undefined {
    if (isGroup && settings.circuitBreaker === undefined) return after
    return providerCircuit({ setting: settings.circuitBreaker, after }, this.#environment)
  }

  /** A group's own targets have limits. */
  #limitsOf({ settings, booking, isGroup }: TargetParts): readonly Guard[] {
    const isLimited = settings.limits !== undefined || Object.keys(limitsOf(settings)).length > 0
    if (isGroup && !isLimited) return []
    const { clock, sharedLimits: shared } = this.#environment
    return withOwner({ owner: `provider "${this.#name}"`, insteadOf: 'rateLimit' }, () =>
      providerLimits(settings, { booking, clock, shared }),
    )
  }

  /** What budgets look at: its price as it is at the time. */
  #asBudgetTarget(): BudgetTarget {
    const costNow = (): TokenPrice | undefined => {
      const { settings, groupPrice } = this.#state.parts
      return settings.cost ?? groupPrice?.()
    }
    return {
      id: this.id,
      provider: this.#name,
      get cost() {
        return costNow()
      },
    }
  }

  #listen(): void {
    this.#endEvents()
    this.#endEvents =
      this.#state.circuit?.on('*', (event) => {
        this.#environment.onCircuitEvent(this.id, event)
      }) ?? (() => {})
  }
}
