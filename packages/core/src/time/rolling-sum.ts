/** What a {@link RollingSum} holds at one time. */
export interface RollingTotal {
  readonly sum: number
  /** Clock time in ms at which the oldest slot begins that holds anything; absent while none does. */
  readonly since?: number
}

/**
 * Adds amounts up over the latest slots of the clock, and forgets older ones. Its memory does not grow with what is added, and it sets no
 * timer. A clock that goes back leaves everything as it is.
 */
export class RollingSum {
  readonly #slotMs: number
  readonly #amounts: number[]
  /** Number of the present slot since time 0. */
  #slot = -Infinity

  /**
   * @param slotMs how long a slot is, in ms, > 0
   * @param slots how many are kept, the present one included, a whole number ≥ 1
   */
  constructor(slotMs: number, slots: number) {
    this.#slotMs = slotMs
    this.#amounts = Array.from({ length: slots }, () => 0)
  }

  /** @param amount ≥ 0 */
  add(amount: number, now: number): void {
    this.#turnTo(now)
    const place = this.#slot % this.#amounts.length
    this.#amounts[place] = (this.#amounts[place] ?? 0) + amount
  }

  /** What was added in the slots that are kept. */
  total(now: number): RollingTotal {
    this.#turnTo(now)
    const { length } = this.#amounts
    let sum = 0
    let oldest: number | undefined
    for (let slot = this.#slot - length + 1; slot <= this.#slot; slot += 1) {
      const amount = this.#amounts[(slot + length) % length] ?? 0
      if (amount > 0) oldest ??= slot
      sum += amount
    }
    return oldest === undefined ? { sum } : { sum, since: oldest * this.#slotMs }
  }

  #turnTo(now: number): void {
    const slot = Math.floor(now / this.#slotMs)
    const { length } = this.#amounts
    if (slot <= this.#slot) return
    if (slot - this.#slot >= length) this.#amounts.fill(0)
    else for (let next = this.#slot + 1; next <= slot; next += 1) this.#amounts[next % length] = 0
    this.#slot = slot
  }
}
