import { CircuitState, type IBreaker } from 'cockatiel'
import { checkFunction } from '../options/checks.ts'
import { countOf } from './count-of.ts'
import type { TripCounter, TripPolicy } from '../contracts/trip-policy.ts'

/**
 * Any breaker of `cockatiel` as a trip policy: `cockatielBreaker(() => new CountBreaker({ threshold: 0.5, size: 20 }))`.
 * It is told of calls only while the circuit is closed, and is made anew when the circuit closes. Not for
 * `SamplingBreaker`, which reads the machine's clock and keeps stale counts over idle time: `failureRatio` does its work.
 *
 * @param create gives a new breaker; called once per circuit and once per closing
 * @throws TypeError when `create` is no function
 */
export function cockatielBreaker(create: () => IBreaker): TripPolicy {
  checkFunction('create', create)
  return { createCounter: () => new CockatielCounter(create) }
}

class CockatielCounter implements TripCounter {
  readonly #create: () => IBreaker
  #breaker: IBreaker

  constructor(create: () => IBreaker) {
    this.#create = create
    this.#breaker = create()
  }

  success(): void {
    this.#breaker.success(CircuitState.Closed)
  }

  failure(): boolean {
    return this.#breaker.failure(CircuitState.Closed)
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
