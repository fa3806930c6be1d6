import type { TripCounter } from '@llm-balancer/circuit-breaker'

/** A failure no longer counts when no other one has followed within this time, in ms. */
const memoryMs = 60_000

/** Counts failures in a row; a success ends the row, and so does a minute without a failure. */
export class FailedCalls implements TripCounter {
  readonly #threshold: number
  #lastAt = 0
  /** Length of the row; kept while the circuit is not closed. */
  count = 0

  /** @param threshold failures in a row that open the circuit */
  constructor(threshold: number) {
    this.#threshold = threshold
  }

  success(): boolean {
    this.count = 0
    return false
  }

  failure(now: number): boolean {
    this.count = now - this.#lastAt > memoryMs ? 1 : this.count + 1
    this.#lastAt = now
    return this.count >= this.#threshold
  }

  reset(): void {
    this.count = 0
  }
}
