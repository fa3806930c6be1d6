import { checkFunction } from '@llm-balancer/core/options'
import type { TripCounter, TripPolicy } from '../contracts/trip-policy.ts'
import { countOf } from './count-of.ts'

/** What is used of a breaker of cockatiel, its `IBreaker`. This package does not need cockatiel to be installed. */
export interface CockatielBreaker {
  /** What it has counted, as plain data. */
  state: unknown
  success(circuitState: number): void
  /** True when the circuit is to open. */
  failure(circuitState: number): boolean
}

/** cockatiel's `CircuitState.Closed`. */
const closed = 0

/**
 * Any breaker of `cockatiel` as a trip policy: `cockatielBreaker(() => new CountBreaker({ threshold: 0.5, size: 20 }))`.
 * It counts calls only while the circuit is closed, and is replaced by a new one when the circuit closes. Not for
 * `SamplingBreaker`, which reads the machine's clock and keeps stale counts over idle time: use `failureRatio`.
 *
 * @param create gives a new breaker; called once per circuit and once per closing
 * @throws TypeError when `create` is not a function
 */
export function cockatielBreaker(create: () => CockatielBreaker): TripPolicy {
  checkFunction('create', create, 'cockatielBreaker')
  return { createCounter: () => new CockatielCounter(create) }
}

class CockatielCounter implements TripCounter {
  readonly #create: () => CockatielBreaker
  #breaker: CockatielBreaker

  constructor(create: () => CockatielBreaker) {
    this.#create = create
    this.#breaker = create()
  }

  success(): boolean {
    this.#breaker.success(closed)
    return false
  }

  failure(): boolean {
    return this.#breaker.failure(closed)
  }

  reset(): void {
    this.#breaker = this.#create()
  }

  toJSON(): unknown {
    return this.#breaker.state
  }

  restore(state: unknown): void {
    if (typeof state !== typeof this.#breaker.state || state === null) return
    if (typeof state === 'number' && countOf(state) === undefined) return
    this.#breaker.state = state
  }
}
