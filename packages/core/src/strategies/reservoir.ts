import type { Random } from '../time/random.ts'

/**
 * Chooses the smallest of the values that are offered one by one, ties at random in proportion to their shares: weighted reservoir
 * sampling with a reservoir of one (Chao, "A general purpose unequal probability sampling plan", 1982), which needs neither
 * a list of the tied ones nor a second pass. A random number says up to which sum of shares the present one stays, so that n tied
 * values need about ln n of them (the jumps of Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006).
 */
export class Reservoir {
  readonly #random: Random
  #tied = 0
  /** The sum of shares up to which the present one stays; NaN until a second one is tied with it. */
  #staysUntil = Number.NaN
  /** The smallest value so far; NaN before the first. */
  least: number = Number.NaN

  constructor(random: Random) {
    this.#random = random
  }

  /** Begins anew: the next value is taken whatever it is. */
  empty(): void {
    this.least = Number.NaN
  }

  /** True when this value takes the place of the one before. Of tied ones with a share of 0 the first stays. */
  takes(value: number, share: number): boolean {
    if (value > this.least) return false
    if (value !== this.least) {
      this.least = value
      this.#tied = share
      this.#staysUntil = Number.NaN
      return true
    }
    if (Number.isNaN(this.#staysUntil)) this.#staysUntil = this.#tied / this.#random()
    this.#tied += share
    if (this.#tied <= this.#staysUntil || share === 0) return false
    this.#staysUntil = this.#tied / this.#random()
    return true
  }
}
