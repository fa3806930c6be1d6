import { bucketOf, doublingOf, upperBounds } from './buckets.ts'
import { RollingHistogram, type RecentValues } from './rolling-histogram.ts'

/** A distribution as plain data, to continue from. */
export interface DistributionState {
  readonly count: number
  readonly sum: number
  /** How many values are in each doubling, without the empty ones at the end. */
  readonly doublings: readonly number[]
}

/** What values were like: since counting began, and lately. */
export interface DistributionSummary {
  /** How many there were since counting began. */
  readonly count: number
  readonly sum: number
  /** Those of the last 2.5 to 5 minutes, with quantiles that are at most 2 % wrong; absent when there are none. */
  readonly recent?: RecentValues
  /**
   * How many of all values were at most 2⁻⁴, 2⁻³, … 2²⁴: the cumulative counts that Prometheus' histograms have.
   */
  readonly cumulative: readonly number[]
}

/** Counts values for histograms that never forget and for quantiles of the latest minutes. */
export class Distribution {
  readonly #doublings: number[]
  /** Made for the first value: most tenants and many targets have few distributions with values. */
  #rolling: RollingHistogram | undefined
  #count: number
  #sum: number

  constructor({ count, sum, doublings }: DistributionState = { count: 0, sum: 0, doublings: [] }) {
    this.#count = count
    this.#sum = sum
    this.#doublings = [...doublings]
  }

  /** Counts a value ≥ 0. @param now clock time in ms */
  record(value: number, now: number): void {
    const bucket = bucketOf(value)
    const doubling = doublingOf(bucket)
    while (this.#doublings.length <= doubling) this.#doublings.push(0)
    this.#doublings[doubling] = (this.#doublings[doubling] ?? 0) + 1
    this.#count += 1
    this.#sum += value
    this.#rolling ??= new RollingHistogram()
    this.#rolling.record(value, now, bucket)
  }

  summary(now: number): DistributionSummary {
    const recent = this.#rolling?.recent(now)
    let below = 0
    const cumulative = upperBounds.map((_, place) => (below += this.#doublings[place] ?? 0))
    return { count: this.#count, sum: this.#sum, ...(recent === undefined ? {} : { recent }), cumulative }
  }

  toState(): DistributionState {
    return { count: this.#count, sum: this.#sum, doublings: [...this.#doublings] }
  }
}
