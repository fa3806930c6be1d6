/** When something happened, and in which run. */
interface Moment {
  readonly runId: number
  /** Clock time in ms. */
  readonly at: number
}

/** Where the next request begins: at the member that served last, or after the one that failed last. */
export class FailoverIndex {
  #index = 0
  /** Clock time in ms since which the primary is left alone. */
  #leftAt = 0
  /** The latest run that has moved it: runs that began before that one know less. */
  #movedBy = 0

  /** Where a request begins at `now`: at the primary once it was left alone for so long. */
  at(now: number, failbackAfterMs: number): number {
    return now - this.#leftAt >= failbackAfterMs ? 0 : this.#index
  }

  /** A request begins. When it returns to the primary, those after it do so only once it has succeeded there. */
  begin(now: number, failbackAfterMs: number): number {
    const index = this.at(now, failbackAfterMs)
    if (index !== this.#index) this.#leftAt = now
    return index
  }

  move(index: number, { runId, at }: Moment): void {
    if (runId < this.#movedBy) return
    if (this.#index === 0) this.#leftAt = at
    this.#movedBy = runId
    this.#index = index
  }

  reset(): void {
    this.#index = 0
  }
}
