import { adaptiveConstants } from './constants.ts'

const { quota } = adaptiveConstants

/**
 * How much a key is spared: while little of its quota is left, and after refusals. Processes that share keys without knowing of each
 * other find their shares so: each 429 takes 40 % of a key's part, each success gives 1 % back.
 */
export class QuotaPressure {
  /** Undefined for 1, as it nearly always is: a pick then reads no number. */
  #share: number | undefined
  #throttledAt = -Infinity

  /** The part of its calls that a key still gets, 0.05–1. */
  get share(): number {
    return this.#share ?? 1
  }

  throttled(now: number): void {
    if (now - this.#throttledAt <= quota.throttleEveryMs) return
    this.#become(Math.max(quota.leastShare, quota.throttle * this.share))
    this.#throttledAt = now
  }

  succeeded(): void {
    if (this.#share !== undefined) this.#become(this.#share + quota.recovery)
  }

  /** Goes on from what another one had left of its part. */
  restore(share: number): void {
    this.#become(Math.max(quota.leastShare, share))
  }

  /** By how much a key looks slower, ≥ 1, with such a share of its tightest limit left. */
  factor(left: number): number {
    return left >= quota.low && this.#share === undefined ? 1 : this.#factor(left)
  }

  #become(share: number): void {
    this.#share = share < 1 ? share : undefined
  }

  #factor(left: number): number {
    const scarcity = 1 + quota.pressure * Math.max(0, quota.low - Math.max(0, left))
    return scarcity * (1 + quota.throttledPenalty * (1 - this.share))
  }
}
