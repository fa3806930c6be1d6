import type { CircuitBreaker, ExportedCircuit } from '@llm-balancer/circuit-breaker'
import type { Guard, TargetGroup, TargetOptions, TokenPrice } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { BudgetTarget } from '@llm-balancer/cost'
import type { ApiKey } from '@llm-balancer/provider'
import type { Booking } from '@llm-balancer/rate-limit'
import { providerCircuit, type CircuitGuard } from '../guards/provider-circuit.ts'
import {
  limitsOf,
  providerLimits,
  withoutLimits,
  type LimitContext,
  type LimitGuards,
} from '../guards/provider-limits.ts'
import type { ProviderSettings } from '../options/provider-settings.ts'
import { isSameData } from '../options/same-data.ts'
import { withOwner } from '../options/with-owner.ts'
import type { ExportedProvider } from '../state/balancer-state.ts'
import { restoredTarget, type Recognised } from '../state/restored.ts'
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
  /** The host that it is reached at, where that is not the vendor's own. */
  readonly address?: string | undefined
  /** True for a group, whose own targets have circuits. */
  readonly isGroup: boolean
  /** The most that a call of a group costs, where it is known. */
  readonly groupPrice?: (() => TokenPrice | undefined) | undefined
}

/** A target with other parts, which has not taken them yet. */
export type PreparedChange = {
  /** The target as the core would be given it. */
  readonly options: TargetOptions<ModelClient>
  /** True when nothing of it changes. */
  readonly isSame: boolean
  /** Takes the parts; counters, latency, circuit and used limits stay. Cannot fail. */
  readonly commit: () => void
}

/** The parts that change together. */
type EntryState = {
  readonly parts: TargetParts
  readonly environment: EntryEnvironment
  readonly circuit: CircuitGuard | undefined
  readonly limits: LimitGuards | undefined
  readonly budgets: readonly Guard[]
}

/** One target of an entry: all of it, or what is behind one of its keys. Keeps its state when its parts change. */
export class EntryTarget {
  /** Its id in the core. */
  readonly id: string
  readonly #name: string
  readonly #tags: readonly string[]
  #state: EntryState
  #endEvents: () => void = () => {}

  /** @param name of the entry; calls choose all of its targets by it */
  constructor(id: string, parts: TargetParts, [name, environment]: readonly [string, EntryEnvironment]) {
    this.id = id
    this.#name = name
    this.#tags = id === name ? [] : [name]
    const { clock, restoring } = environment
    const restored = restoredTarget(restoring.state, recognised(id, parts), clock.now())
    this.#state = {
      parts,
      environment,
      circuit: circuitOf(parts, environment, undefined, restored?.circuit),
      limits: this.#limitsOf(parts, environment, { initialState: restored?.state.limits }),
      budgets: [],
    }
    this.#state = { ...this.#state, budgets: environment.budgets.guards(this.#asBudgetTarget()) }
    this.#listen()
  }

  /** Asked before every call, and is told how each one ended; undefined for a group without a circuit of its own. */
  get circuit(): CircuitBreaker | undefined {
    return this.#state.circuit?.circuit
  }

  get key(): ApiKey | undefined {
    return this.#state.parts.key
  }

  /** The words by which calls choose it, beside its id. */
  get tags(): readonly string[] {
    return this.#withName(this.#state.parts.settings.tags)
  }

  get client(): ModelClient | TargetGroup<ModelClient> {
    return this.#state.parts.client
  }

  /** Its parts as they are. */
  get parts(): TargetParts {
    return this.#state.parts
  }

  /** Makes what other parts need, and changes nothing yet. @throws TypeError or RangeError for parts that do not fit */
  prepare(parts: TargetParts, environment: EntryEnvironment): PreparedChange {
    const before = this.#state
    const { circuit } = before
    const isSameCircuit =
      isSameData(parts.settings.circuitBreaker, before.parts.settings.circuitBreaker) &&
      isSameData(environment.circuitBreaker, before.environment.circuitBreaker)
    const next: EntryState = {
      parts,
      environment,
      circuit: isSameCircuit ? circuit : circuitOf(parts, environment, circuit?.circuit),
      limits: this.#limitsOf(parts, environment, { before: before.limits }),
      budgets:
        environment.budgets === before.environment.budgets
          ? before.budgets
          : environment.budgets.guards(this.#asBudgetTarget()),
    }
    return {
      options: this.#optionsOf(next),
      isSame: parts === before.parts && isSameData([...guardsOf(next)], [...guardsOf(before)]),
      commit: () => {
        this.#state = next
        if (next.circuit !== circuit) this.#listen()
      },
    }
  }

  /** How a state can be recognised as its own. */
  get recognised(): Recognised {
    return recognised(this.id, this.#state.parts)
  }

  /** What a restart would otherwise forget, beside what the core knows. */
  exportState(): ExportedProvider {
    const circuit = this.circuit?.exportState()
    const limits = this.#state.limits?.own.exportState()
    return { ...this.recognised, ...defined({ circuit, limits }) }
  }

  /** The target as the core is given it. */
  options(): TargetOptions<ModelClient> {
    return this.#optionsOf(this.#state)
  }

  #withName(tags: readonly string[] = []): readonly string[] {
    return [...tags, ...this.#tags]
  }

  #optionsOf(state: EntryState): TargetOptions<ModelClient> {
    const { client, settings } = state.parts
    const { timeouts, guards = [], tags, ...given } = settings
    const { circuitBreaker: _, embeddingSpace: _space, defaults: _defaults, ...rest } = withoutLimits(given)
    const { attemptMs } = timeouts ?? {}
    return {
      ...rest,
      id: this.id,
      client,
      ...('model' in client ? { model: client.model.modelId, provider: client.model.provider } : {}),
      tags: this.#withName(tags),
      ...(timeouts === undefined
        ? {}
        : { timeouts: attemptMs === undefined ? timeouts : { firstContentMs: attemptMs, ...timeouts } }),
      guards: guardsOf(state, guards),
    }
  }

  /** A group's own targets have limits. */
  #limitsOf(
    { settings, booking, isGroup }: TargetParts,
    { clock, sharedLimits: shared }: EntryEnvironment,
    from: Pick<LimitContext, 'before' | 'initialState'>,
  ): LimitGuards | undefined {
    const isLimited = settings.limits !== undefined || Object.keys(limitsOf(settings)).length > 0
    if (isGroup && !isLimited) return undefined
    return withOwner({ owner: `provider "${this.#name}"`, insteadOf: 'rateLimit' }, () =>
      providerLimits(settings, { booking, clock, shared, learn: !isGroup, ...from }),
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
      // eslint-disable-next-line no-restricted-syntax -- made once per target
      get cost() {
        return costNow()
      },
    }
  }

  #listen(): void {
    this.#endEvents()
    this.#endEvents =
      this.circuit?.on('*', (event) => {
        this.#state.environment.onCircuitEvent(this.id, event)
      }) ?? (() => {})
  }
}

/** The guards that a target is asked by, with those of the user in their place. */
function guardsOf({ circuit, limits, budgets }: EntryState, own: readonly Guard[] = []): readonly Guard[] {
  return [
    ...(circuit === undefined ? [] : [circuit.guard]),
    ...own,
    ...(limits === undefined ? [] : [...limits.quotas, limits.own]),
    ...budgets,
  ]
}

function circuitOf(
  { settings, isGroup }: TargetParts,
  environment: EntryEnvironment,
  ...[after, initialState]: [after?: CircuitBreaker | undefined, initialState?: ExportedCircuit | undefined]
): CircuitGuard | undefined {
  if (isGroup && settings.circuitBreaker === undefined) return undefined
  return providerCircuit({ setting: settings.circuitBreaker, after, initialState }, environment)
}

function recognised(id: string, { client, address }: TargetParts): Recognised {
  const vendor = 'model' in client ? client.model.provider : 'group'
  return { id, vendor, ...defined({ address }) }
}
