import { atLeastOne } from '@llm-balancer/core/options'
import type { TripCounter, TripPolicy } from '../contracts/trip-policy.ts'
import { checkWindow } from './check-window.ts'
import { RollingCounts } from './rolling-counts.ts'

/**
 * Opens at `failures` failures within the last `windowMs`; successes in between do not matter. The window is counted in ten
 * slices, so a failure counts for at least nine tenths of `windowMs` and never for longer than `windowMs`.
 *
 * @param failures a whole number ≥ 1; Infinity = never
 * @param windowMs in ms, > 0
 * @throws RangeError or TypeError for a bad value
 */
export function failuresInWindow(failures: number, windowMs: number): TripPolicy {
  atLeastOne('failures', failures, 'failuresInWindow')
  checkWindow('windowMs', windowMs, 'failuresInWindow')
  return { createCounter: () => new FailureCounter(failures, windowMs) }
}

class FailureCounter implements TripCounter {
  readonly #threshold: number
  readonly #counts: RollingCounts

  constructor(threshold: number, windowMs: number) {
    this.#threshold = threshold
    this.#counts = new RollingCounts(windowMs)
  }

  success(): boolean {
    return false
  }

  failure(now: number): boolean {
    this.#counts.add(now, true)
    return this.#counts.hits >= this.#threshold
  }

  reset(): void {
    this.#counts.reset()
  }

  toJSON(): unknown {
    return this.#counts.toJSON()
  }

  restore(state: unknown): void {
    this.#counts.restore(state)
  }
}
