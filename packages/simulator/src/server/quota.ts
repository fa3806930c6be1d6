import type { ServerLimits } from '../scenario/server-limits.ts'

const minuteMs = 60_000

/** One limit as a vendor keeps it: so much per minute, as a level that refills, or as a count that begins anew with every minute. */
export class Quota {
  readonly limit: number
  /** How much there is at most at a time. */
  readonly size: number
  readonly #isFixed: boolean
  #level: number
  #at = 0

  constructor(limit: number, { window = 'bucket', burst = 1 }: ServerLimits) {
    this.limit = limit
    this.#isFixed = window === 'fixed-minute'
    this.size = this.#isFixed ? limit : limit * burst
    this.#level = this.size
  }

  /** How much is left at a time, in ms since the start. */
  left(now: number): number {
    if (this.#isFixed) {
      if (Math.floor(now / minuteMs) > Math.floor(this.#at / minuteMs)) this.#level = this.size
    } else this.#level = Math.min(this.size, this.#level + ((now - this.#at) * this.limit) / minuteMs)
    this.#at = now
    return this.#level
  }

  /** How long until so much is left, in ms; Infinity for more than there ever is. */
  waitMs(amount: number, now: number): number {
    const left = this.left(now)
    if (left >= amount) return 0
    if (amount > this.size) return Infinity
    return this.#isFixed ? this.untilResetMs(now) : ((amount - left) * minuteMs) / this.limit
  }

  take(amount: number, now: number): void {
    this.#level = Math.max(0, this.left(now) - amount)
  }

  /** How long until it is full again if nothing is used, in ms. */
  untilResetMs(now: number): number {
    if (this.#isFixed) return minuteMs - (now % minuteMs)
    return ((this.size - this.left(now)) * minuteMs) / this.limit
  }
}
