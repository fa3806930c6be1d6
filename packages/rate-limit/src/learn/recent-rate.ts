/** Calls count for about so long, in ms. */
const memoryMs = 10_000

/** How many calls were made lately: an average that forgets exponentially. */
export class RecentRate {
  #count = 0
  #at = -Infinity

  count(now: number): void {
    this.#count = this.#until(now) + 1
    this.#at = now
  }

  /** Calls per ms. */
  perMs(now: number): number {
    return this.#until(now) / memoryMs
  }

  reset(): void {
    this.#count = 0
    this.#at = -Infinity
  }

  #until(now: number): number {
    return this.#count === 0 ? 0 : this.#count * Math.exp(-Math.max(0, now - this.#at) / memoryMs)
  }
}
