import { RollingSum } from '@llm-balancer/core/time'

const slotMs = 10_000
const slots = 30
const minuteMs = 60_000

/** Adds amounts up, and tells how much came per minute over the last five. Sets no timer. */
export class RollingRate {
  readonly #sum = new RollingSum(slotMs, slots)
  readonly #startedAt: number

  /** @param now clock time in ms at which counting begins */
  constructor(now: number) {
    this.#startedAt = now
  }

  add(amount: number, now: number): void {
    this.#sum.add(amount, now)
  }

  /** The amount per minute: of the last five, or of the time since the start while that is shorter, at least one. */
  perMinute(now: number): number {
    const minutes = Math.max(1, (now - this.#startedAt) / minuteMs)
    return this.#sum.total(now).sum / Math.min((slots * slotMs) / minuteMs, minutes)
  }
}
