/** The latest measurements of something, in ms; older ones are forgotten. */
export class LatencyRing {
  readonly #values: Float64Array
  #added = 0

  /** @param size how many are remembered, a whole number ≥ 1 */
  constructor(size = 1024) {
    this.#values = new Float64Array(size)
  }

  add(ms: number): void {
    this.#values[this.#added % this.#values.length] = ms
    this.#added += 1
  }

  /** The value that a share of the remembered ones does not exceed (nearest rank); undefined without any. */
  quantile(share: number): number | undefined {
    const sorted = this.#values.slice(0, this.#added).sort()
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  }
}
