import { bucketOf, bucketsPerDoubling, middleOf } from './buckets.ts'

/**
 * Counts values within 1/16 … 2²⁴ and gives their quantiles with an error of at most 2 %. Its memory is bounded: 128 bytes for each
 * doubling in which a value has come, 30 of them at most.
 */
export class LogLinearHistogram {
  /** Each doubling's counts, once a value has come. */
  readonly #counts: (Uint32Array | undefined)[] = []
  #count = 0
  #sum = 0
  #least = Infinity
  #greatest = -Infinity

  /** How many values it has counted. */
  get count(): number {
    return this.#count
  }

  get sum(): number {
    return this.#sum
  }

  /** The greatest value; -Infinity when there is none. */
  get greatest(): number {
    return this.#greatest
  }

  /** The least value; Infinity when there is none. */
  get least(): number {
    return this.#least
  }

  /** Counts a value ≥ 0. @param bucket that it belongs to, where it is known */
  record(value: number, bucket: number = bucketOf(value)): void {
    const counts = (this.#counts[(bucket / bucketsPerDoubling) | 0] ??= new Uint32Array(bucketsPerDoubling))
    const place = bucket % bucketsPerDoubling
    counts[place] = (counts[place] ?? 0) + 1
    this.#count += 1
    this.#sum += value
    if (value < this.#least) this.#least = value
    if (value > this.#greatest) this.#greatest = value
  }

  /** How many values are in a bucket. */
  at(bucket: number): number {
    return this.#counts[(bucket / bucketsPerDoubling) | 0]?.[bucket % bucketsPerDoubling] ?? 0
  }

  /** True when no value has ever been in the buckets that are kept together with this one. */
  isUnused(bucket: number): boolean {
    return this.#counts[(bucket / bucketsPerDoubling) | 0] === undefined
  }

  /** Forgets all values, and keeps the memory for the next ones. */
  clear(): void {
    if (this.#count === 0) return
    for (const counts of this.#counts) counts?.fill(0)
    this.#count = 0
    this.#sum = 0
    this.#least = Infinity
    this.#greatest = -Infinity
  }
}

/**
 * Quantiles over all values of several histograms: for each share within [0, 1] the value that so many of them do not exceed.
 * Undefined for all of them when there is no value.
 */
export function quantilesOf(
  histograms: readonly LogLinearHistogram[],
  shares: readonly number[],
): readonly (number | undefined)[] {
  const count = histograms.reduce((sum, one) => sum + one.count, 0)
  if (count === 0) return shares.map(() => undefined)
  const least = Math.min(...histograms.map((one) => one.least))
  const greatest = Math.max(...histograms.map((one) => one.greatest))
  let bucket = 0
  let below = 0
  // The shares in rising order, so that one walk over the buckets finds all of them.
  const found = new Map<number, number>()
  for (const share of shares.toSorted((a, b) => a - b)) {
    const rank = Math.max(1, Math.ceil(share * count))
    while (below < rank) {
      if (bucket % bucketsPerDoubling === 0 && histograms.every((one) => one.isUnused(bucket))) {
        bucket += bucketsPerDoubling
        continue
      }
      for (const histogram of histograms) below += histogram.at(bucket)
      bucket += 1
    }
    found.set(share, Math.min(greatest, Math.max(least, middleOf(bucket - 1))))
  }
  return shares.map((share) => found.get(share))
}
