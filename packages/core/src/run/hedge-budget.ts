/** So many hedges may be made at once, and before any run has succeeded. */
const most = 10

/**
 * Bounds how many hedges the runs of a balancer make together. A bucket without a clock, like the retry budget: each run that
 * succeeds puts its share of a hedge into it. While nothing succeeds, nothing is hedged for long.
 */
export class HedgeBudget {
  #left = most

  /** True when one more may be made. */
  get hasOne(): boolean {
    return this.#left >= 1
  }

  /** A hedge is made. */
  withdraw(): void {
    this.#left -= 1
  }

  /** A run has succeeded that allows this much of a hedge. */
  deposit(ratio: number): void {
    this.#left = Math.min(most, this.#left + ratio)
  }
}
