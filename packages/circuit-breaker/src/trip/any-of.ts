import { hasMethods } from '@llm-balancer/core/options'
import type { TripCounter, TripPolicy } from '../contracts/trip-policy.ts'

const checkPolicy = hasMethods('createCounter')

/**
 * Opens as soon as one of several policies does: `anyOf(consecutiveFailures(5), slowCallRatio({ ratio: 0.5, slowMs: 5000 }))`.
 *
 * @throws TypeError when one of them is no policy
 */
export function anyOf(...policies: readonly TripPolicy[]): TripPolicy {
  policies.forEach((policy, place) => checkPolicy(`policies[${String(place)}]`, policy, 'anyOf'))
  return { createCounter: () => new CombinedCounter(policies.map((policy) => policy.createCounter())) }
}

/** Every counter counts every call, whichever of them opens the circuit. */
class CombinedCounter implements TripCounter {
  readonly #counters: readonly TripCounter[]

  constructor(counters: readonly TripCounter[]) {
    this.#counters = counters
  }

  success(now: number, durationMs: number): boolean {
    let isTripped = false
    for (const counter of this.#counters) if (counter.success(now, durationMs)) isTripped = true
    return isTripped
  }

  failure(now: number, durationMs: number): boolean {
    let isTripped = false
    for (const counter of this.#counters) if (counter.failure(now, durationMs)) isTripped = true
    return isTripped
  }

  isTooSlow(durationMs: number): boolean {
    return this.#counters.some((counter) => counter.isTooSlow?.(durationMs) === true)
  }

  reset(): void {
    for (const counter of this.#counters) counter.reset?.()
  }

  toJSON(): unknown {
    const counts = this.#counters.map((counter) => counter.toJSON?.() ?? null)
    return counts.every((each) => each === null) ? undefined : counts
  }

  restore(state: unknown): void {
    if (!Array.isArray(state) || state.length !== this.#counters.length) return
    this.#counters.forEach((counter, place) => {
      counter.restore?.((state[place] as unknown) ?? undefined)
    })
  }
}
