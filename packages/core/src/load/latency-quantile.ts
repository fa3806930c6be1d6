/** Eight buckets for each doubling: two neighbours are 9 % apart. */
const perDoubling = 8
/** From 1 ms to 2²⁰ ms, which is 17 minutes. */
const buckets = 20 * perDoubling + 1
/** Nothing is said before so many times are known. */
const leastKnown = 20
/** When so many are known, each counts half from then on: what was long ago is forgotten. */
const mostKnown = 1000

/**
 * The latency that a share of calls stays within, such as the 95th percentile: a histogram with logarithmic buckets. Takes 322 bytes
 * and the same time for each call, however many there are; gives the upper edge of a bucket, so at most 9 % too much.
 */
export class LatencyQuantile {
  readonly #share: number
  readonly #counts = new Uint16Array(buckets)
  #known = 0

  /** @param share within (0, 1): 0.95 for the 95th percentile */
  constructor(share: number) {
    this.#share = share
  }

  /** One more latency is known. */
  observe(latencyMs: number): void {
    const place = bucketOf(latencyMs)
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#known += 1
    if (this.#known === mostKnown) this.#halve()
  }

  /** In ms; undefined while too little is known. */
  read(): number | undefined {
    if (this.#known < leastKnown) return undefined
    let mayBeAbove = this.#known * (1 - this.#share)
    let place = buckets
    while (mayBeAbove >= 0) {
      place -= 1
      mayBeAbove -= this.#counts[place] ?? 0
    }
    return 2 ** (place / perDoubling)
  }

  #halve(): void {
    this.#known = 0
    for (const [place, count] of this.#counts.entries()) this.#known += this.#counts[place] = count >>> 1
  }
}

/** The first bucket has what takes up to 1 ms, the last one everything above the longest time. */
function bucketOf(latencyMs: number): number {
  if (!(latencyMs > 1)) return 0
  return Math.min(buckets - 1, Math.ceil(perDoubling * Math.log2(latencyMs)))
}
