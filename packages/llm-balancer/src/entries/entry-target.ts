import type { CircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { Guard, TargetGroup, TargetOptions } from '@llm-balancer/core'
import type { ApiKey } from '@llm-balancer/provider'
import { providerCircuit } from '../guards/provider-circuit.ts'
import { requestsPerMinute } from '../guards/requests-per-minute.ts'
import type { ProviderSettings } from '../options/provider-settings.ts'
import { Recorder } from '../stats/recorder.ts'
import type { EntryEnvironment } from './entry-environment.ts'
import type { ModelClient } from './model-client.ts'

/** What a target is made of. */
export type TargetParts = {
  readonly client: ModelClient | TargetGroup<ModelClient>
  /** The key; undefined where there is none. */
  readonly key: ApiKey | undefined
  /** The entry's settings, with this target's share of the weight. */
  readonly settings: ProviderSettings
  /** True for a group, whose own targets have circuits. */
  readonly isGroup: boolean
}

/** One target of an entry: all of it, or what is behind one of its keys. Keeps its state when its parts change. */
export class EntryTarget {
  /** Its id in the core. */
  readonly id: string
  readonly recorder: Recorder = new Recorder()
  readonly #environment: EntryEnvironment
  readonly #tags: readonly string[]
  #parts: TargetParts
  #circuit: CircuitBreaker | undefined
  #limit: Guard | undefined
  #endEvents: () => void = () => {}

  /** @param name of the entry; calls choose all of its targets by it */
  constructor(id: string, parts: TargetParts, [name, environment]: readonly [string, EntryEnvironment]) {
    this.id = id
    this.#tags = id === name ? [] : [name]
    this.#environment = environment
    this.#parts = parts
    this.#limit = limitOf(parts.settings)
    this.#openCircuit(undefined)
  }

  /** Asked before every call, and hears how each one ended; undefined for a group without a circuit of its own. */
  get circuit(): CircuitBreaker | undefined {
    return this.#circuit
  }

  get key(): ApiKey | undefined {
    return this.#parts.key
  }

  get client(): ModelClient | TargetGroup<ModelClient> {
    return this.#parts.client
  }

  /** Takes other parts; counters, latency, circuit and used limits stay. */
  change(parts: TargetParts): void {
    const before = this.#parts.settings
    this.#parts = parts
    if (parts.settings.requestsPerMinute !== before.requestsPerMinute) this.#limit = limitOf(parts.settings)
    if (parts.settings.circuitBreaker !== before.circuitBreaker) this.#openCircuit(this.#circuit)
  }

  /** The target as the core is given it. */
  options(): TargetOptions<ModelClient> {
    const { client, settings } = this.#parts
    const { timeouts, guards = [], tags = [], ...given } = settings
    const { requestsPerMinute: _, circuitBreaker: _circuit, embeddingSpace: _space, ...rest } = given
    const { defaults: _defaults, ...core } = rest
    const { attemptMs } = timeouts ?? {}
    return {
      ...core,
      id: this.id,
      client,
      ...('model' in client ? { model: client.model.modelId } : {}),
      tags: [...tags, ...this.#tags],
      ...(timeouts === undefined
        ? {}
        : { timeouts: attemptMs === undefined ? timeouts : { firstContentMs: attemptMs, ...timeouts } }),
      guards: [this.#circuit, ...guards, this.#limit, this.recorder].filter((guard) => guard !== undefined),
    }
  }

  #openCircuit(after: CircuitBreaker | undefined): void {
    this.#endEvents()
    const { settings, isGroup } = this.#parts
    if (isGroup && settings.circuitBreaker === undefined) return
    const circuit = providerCircuit({ setting: settings.circuitBreaker, after }, this.#environment)
    this.#circuit = circuit
    this.#endEvents = circuit.on('*', (event) => {
      this.#environment.onCircuitEvent(this.id, event)
    })
  }
}

function limitOf({ requestsPerMinute: limit = Infinity }: ProviderSettings): Guard | undefined {
  return limit === Infinity ? undefined : requestsPerMinute(limit)
}
