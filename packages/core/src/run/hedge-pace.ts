/** What share of the averages a new latency has. */
const recentShare = 0.2
const usualShare = 0.01
/** Before so many calls are known, nothing is said of a target. */
const leastKnown = 10

/**
 * Whether a target takes longer now than it used to: the average of its latest calls against that of many. Averages of
 * logarithms, because a few long answers say nothing of the others.
 */
export class HedgePace {
  #known = 0
  #recent = 0
  #usual = 0

  /** One more latency is known. */
  observe(latencyMs: number): void {
    const size = Math.log(Math.max(1, latencyMs))
    this.#known += 1
    // The first ones are averaged evenly, so that none of them decides for long.
    const leastShare = 1 / this.#known
    this.#recent += Math.max(recentShare, leastShare) * (size - this.#recent)
    this.#usual += Math.max(usualShare, leastShare) * (size - this.#usual)
  }

  /** True when its latest calls took more than twice as long as calls of it usually take. */
  get isSlow(): boolean {
    return this.#known >= leastKnown && this.#recent - this.#usual > Math.LN2
  }
}
