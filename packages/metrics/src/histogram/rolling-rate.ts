const slotMs = 10_000
const slots = 30
const minuteMs = 60_000

/** Adds amounts up, and tells how much came per minute over the last five. Sets no timer. */
export class RollingRate {
  readonly #amounts: number[] = Array.from({ length: slots }, () => 0)
  #slot: number
  readonly #startedAt: number

  /** @param now clock time in ms at which counting begins */
  constructor(now: number) {
    this.#startedAt = now
    this.#slot = Math.floor(now / slotMs)
  }

  add(amount: number, now: number): void {
    this.#turnTo(now)
    const place = this.#slot % slots
    this.#amounts[place] = (this.#amounts[place] ?? 0) + amount
  }

  /** The amount per minute: of the last five, or of the time since the start while that is shorter, at least one. */
  perMinute(now: number): number {
    this.#turnTo(now)
    const total = this.#amounts.reduce((sum, amount) => sum + amount, 0)
    const minutes = Math.max(1, (now - this.#startedAt) / minuteMs)
    return total / Math.min((slots * slotMs) / minuteMs, minutes)
  }

  #turnTo(now: number): void {
    const slot = Math.floor(now / slotMs)
    if (slot <= this.#slot) return
    if (slot - this.#slot >= slots) this.#amounts.fill(0)
    else for (let next = this.#slot + 1; next <= slot; next += 1) this.#amounts[next % slots] = 0
    this.#slot = slot
  }
}
