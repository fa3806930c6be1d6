/** What share of the average of the latest calls a new latency has. */
const recentShare = 0.2
/** The usual latency follows a lasting change within about so many ms, however many calls there are. */
const memoryMs = 120_000
/** So many calls are averaged evenly at first, so that none of them decides for long. */
const evenly = 50
/** Before so many calls are known, nothing is said of a target. */
const leastKnown = 10

/**
 * Whether a target takes longer now than it used to: the average of its latest calls against that of minutes. Averages of
 * logarithms, because a few long answers say nothing of the others.
 */
export class HedgePace {
  #known = 0
  #recent = 0
  #usual = 0
  #latestAt = 0

  /** One more latency is known, at clock time `now`. */
  observe(latencyMs: number, now: number): void {
    const size = Math.log(Math.max(1, latencyMs))
    const passedMs = Math.max(0, now - this.#latestAt)
    this.#latestAt = now
    this.#known += 1
    const share = this.#known <= evenly ? 1 / this.#known : 1 - Math.exp(-passedMs / memoryMs)
    this.#usual += share * (size - this.#usual)
    this.#recent += Math.max(recentShare, 1 / this.#known) * (size - this.#recent)
  }

  /** True when its latest calls took more than twice as long as calls of it usually take. */
  get isSlow(): boolean {
    return this.#known >= leastKnown && this.#recent - this.#usual > Math.LN2
  }
}
