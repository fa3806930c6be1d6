import { defined, hasMethods, numberWithin, readOptions, type OptionTable } from '@llm-balancer/core/options'
import { steadyClock, systemClock, type Clock } from '@llm-balancer/core/time'
import type { Metrics } from './contracts/metrics.ts'
import type { ObserveCircuitsOptions, ObservedBalancer } from './contracts/observed-balancer.ts'
import type { MetricsSnapshot } from './contracts/snapshot.ts'
import type { MetricsState } from './contracts/state.ts'
import { circuitEvents } from './observe/circuit-events.ts'
import { readCircuitsOptions } from './observe/read-observe-options.ts'
import { subscribe } from './observe/subscribe.ts'
import { readState } from './options/read-state.ts'
import { BalancerRecord } from './record/balancer-record.ts'
import { handlersOf } from './record/handlers.ts'

/** What is counted, and where it continues from. */
export interface MetricsOptions {
  /**
   * How many tenants are counted one by one, a whole number ≥ 0; 0 = none. When there are more, those that made no run for the
   * longest time are added up to one.
   *
   * @default 0
   */
  readonly maxTenants?: number
  /** What `exportState` gave, to continue from there. Belongs to the balancers that are observed by the same names. @default none */
  readonly initialState?: MetricsState
  /** Where the time comes from: the clock of the observed balancers. @default the machine's */
  readonly clock?: Clock
}

const table: OptionTable<MetricsOptions> = {
  maxTenants: [numberWithin({ min: 0, max: Infinity, integer: true }), 0],
  initialState: [readState],
  clock: [hasMethods('now', 'schedule'), systemClock],
}

/**
 * Counts what balancers do: runs, attempts, failures by kind, tokens, cost, latencies, circuits, quota. It listens to their events,
 * takes no timer, keeps no call, and its memory does not grow with the number of calls.
 *
 * @example
 * const metrics = createMetrics()
 * metrics.observe(llm)
 * console.log(metrics.snapshot().balancers[0]?.runs)
 * @throws TypeError or RangeError that names the option
 */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const { maxTenants = 0, initialState, clock = systemClock } = readOptions('createMetrics', options, table)
  return new MetricsCollector(maxTenants, initialState, steadyClock(clock))
}

class MetricsCollector implements Metrics {
  readonly #records = new Map<string, BalancerRecord>()
  readonly #maxTenants: number
  readonly #clock: Clock
  readonly #restoredFrom: number | undefined

  constructor(maxTenants: number, initialState: MetricsState | undefined, clock: Clock) {
    this.#maxTenants = maxTenants
    this.#clock = clock
    this.#restoredFrom = initialState?.savedAt
    const now = clock.now()
    for (const state of initialState?.balancers ?? [])
      this.#records.set(state.name, new BalancerRecord(state.name, maxTenants, { state, now }))
  }

  observe(balancer: ObservedBalancer, options?: ObserveCircuitsOptions): () => void {
    const { name, circuits } = readCircuitsOptions(balancer, options)
    const record = this.#recordOf(name)
    const handlers = handlersOf(record)
    const end = subscribe(balancer, handlers)
    const endCircuits = circuitEvents(circuits, (event) => {
      handlers[event.type]?.(event as never)
    })
    record.balancer = balancer
    let isObserved = true
    return () => {
      if (!isObserved) return
      isObserved = false
      record.balancer = undefined
      end()
      endCircuits()
    }
  }

  snapshot(): MetricsSnapshot {
    const at = this.#clock.now()
    return { at, balancers: [...this.#records.values()].map((record) => record.metrics(at)) }
  }

  exportState(): MetricsState {
    return {
      version: 1,
      savedAt: this.#clock.now(),
      ...defined({ restoredFrom: this.#restoredFrom }),
      balancers: [...this.#records.values()].map((record) => record.toState()),
    }
  }

  #recordOf(name: string): BalancerRecord {
    const known = this.#records.get(name)
    if (known?.isObserved === true)
      throw new RangeError(
        `observe: a balancer named "${name}" is observed already; give each a "name" of its own`,
      )
    if (known !== undefined) return known
    const record = new BalancerRecord(name, this.#maxTenants, { now: this.#clock.now() })
    this.#records.set(name, record)
    return record
  }
}
