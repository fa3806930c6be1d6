import {
  checkBoolean,
  checkText,
  numberWithin,
  readOptions,
  type OptionTable,
} from '@llm-balancer/core/options'
import Opossum from 'opossum'
import type { CircuitBreaker } from '../contracts/circuit-breaker.ts'
import { assemble } from '../create-circuit-breaker.ts'
import { readCircuitBreakerOptions, type CircuitBreakerOptions } from '../options/circuit-breaker-options.ts'
import { checkWindow } from '../trip/check-window.ts'
import { LazyRotation } from './lazy-rotation.ts'
import { OpossumBinding } from './opossum-binding.ts'
import type { OpossumInstance } from './opossum-instance.ts'

/** What opossum's statistics look like. */
export interface OpossumStatisticsOptions {
  /** The group that exporters show. @default the breaker's label */
  readonly group?: string
  /** What the statistics cover, in ms, > 0. @default 10 000 */
  readonly windowMs?: number
  /** The slices of that window, a whole number ≥ 1. @default 10 */
  readonly slices?: number
  /** Emits `snapshot` at every slice, with an interval that runs until `opossum.shutdown()`. @default false */
  readonly snapshots?: boolean
}

/** Settings of {@link createOpossumCircuitBreaker}. */
export interface OpossumCircuitBreakerOptions extends CircuitBreakerOptions {
  readonly statistics?: OpossumStatisticsOptions
}

/** A circuit breaker whose calls and states an opossum instance shows. */
export interface OpossumCircuitBreaker extends CircuitBreaker {
  /** The instance, for the exporters and dashboards of opossum. Its `fire` goes through the circuit like `execute`. */
  readonly opossum: OpossumInstance
}

const owner = 'createOpossumCircuitBreaker'

type Statistics = Required<Omit<OpossumStatisticsOptions, 'group'>> & Pick<OpossumStatisticsOptions, 'group'>

const statisticsTable: OptionTable<Statistics> = {
  group: [checkText],
  windowMs: [checkWindow, 10_000],
  slices: [numberWithin({ min: 1, max: 1000, integer: true }), 10],
  snapshots: [checkBoolean, false],
}

/**
 * Creates a circuit breaker like `createCircuitBreaker`, and beside it an opossum circuit that counts the same calls and emits
 * opossum's events for them. `label` is its name.
 *
 * @throws RangeError or TypeError that names the option
 */
export function createOpossumCircuitBreaker(
  options: OpossumCircuitBreakerOptions = {},
): OpossumCircuitBreaker {
  const settings = readCircuitBreakerOptions(options, owner, ['statistics'])
  const { statistics = {} } = options
  const prefix = 'statistics.'
  const {
    windowMs,
    slices,
    snapshots,
    group = settings.label,
  } = readOptions(owner, statistics, statisticsTable, { prefix })
  const rotation = new LazyRotation({ now: () => settings.clock.now(), windowMs, slices })
  const instance = new Opossum(
    () => Promise.reject(new TypeError(`${settings.label}: has nothing to fire, use execute`)),
    Object.assign(
      { name: settings.label, group, rollingCountTimeout: windowMs, rollingCountBuckets: slices },
      { enableSnapshots: snapshots, rotateBucketController: rotation as never },
    ),
  )
  const binding = new OpossumBinding(instance, () => {
    rotation.rotate()
  })
  const breaker = assemble(settings, { observer: binding })
  binding.bind(breaker)
  return Object.assign(breaker, { opossum: instance })
}
