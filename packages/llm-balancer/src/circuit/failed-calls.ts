import type { TripCounter } from '@llm-balancer/circuit-breaker'

/** A failure says nothing any more when no other one has come for so long, in ms. */
const memoryMs = 60_000

/** Counts failures in a row; a success ends the row, and so does a minute without a failure. */
export class FailedCalls implements TripCounter {
  readonly #threshold: number
  #lastAt = 0
  /** The row so far; kept while the circuit is not closed. */
  count = 0

  constructor(threshold: number) {
    this.#threshold = threshold
  }

  success(): void {
    this.count = 0
  }

  failure(now: number): boolean {
    this.count = now - this.#lastAt > memoryMs ? 1 : this.count + 1
    this.#lastAt = now
    return this.count >= this.#threshold
  }

  reset(): void {
    this.count = 0
  }

  toJSON(): unknown {
    return { count: this.count, lastAt: this.#lastAt }
  }

  /** Does nothing: no circuit with this counter is ever restored. */
  restore(): void {
    this.count = 0
  }
}
