/** Calls count for about so long, in ms. */
const memoryMs = 10_000
/** Fewer calls than this say nothing of a rate. */
const fewestCalls = 20

/** How many calls were made lately: an average that forgets exponentially. */
export class RecentRate {
  #count = 0
  #at = -Infinity

  count(now: number): void {
    this.#count = this.#until(now) + 1
    this.#at = now
  }

  /** Calls per ms; undefined where too few were made to tell. */
  perMs(now: number): number | undefined {
    const count = this.#until(now)
    return count < fewestCalls ? undefined : count / memoryMs
  }

  reset(): void {
    this.#count = 0
    this.#at = -Infinity
  }

  #until(now: number): number {
    return this.#count === 0 ? 0 : this.#count * Math.exp(-Math.max(0, now - this.#at) / memoryMs)
  }
}
