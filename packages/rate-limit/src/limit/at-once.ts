import type { SavedLimit } from '../contracts/state.ts'
import type { BucketShape } from '../level/bucket.ts'

/** So many reports are enough to know the most that the vendor ever has left. */
const enoughReports = 8
/** After a refusal less may be used at once, until so many calls have succeeded. */
const regrowsIn = 5000
/** After a refusal a limit is used up to this share. */
const margin = 0.99

/**
 * How much of a limit may be used at once: the most that its vendor was seen to have left, or, while it reports nothing, a burst
 * that refusals make smaller.
 */
export class AtOnce {
  #burst: number
  readonly #fullBurst: number
  #reports = 0
  /** The most that the vendor had left before a call; sinks slowly. */
  #mostLeft = 0

  constructor(burst: number) {
    this.#burst = burst
    this.#fullBurst = burst
  }

  /** True when the vendor reports what is left. */
  get isReported(): boolean {
    return this.#reports > 0
  }

  /** True when its latest report has changed what is gone by. */
  get isNewlyReported(): boolean {
    return this.#reports === 1 || this.#reports === enoughReports + 1
  }

  /** True when refusals have made it smaller. */
  get isSmaller(): boolean {
    return this.#burst < this.#fullBurst
  }

  /** The vendor has reported something. */
  reported(): void {
    this.#reports += 1
  }

  /** The vendor had so much left before a call. */
  saw(left: number): void {
    this.#mostLeft = Math.max(0.999 * this.#mostLeft, left)
  }

  /** A call was refused. */
  refused(): void {
    this.#burst = Math.max(1, this.#burst / 2)
  }

  /** A call has succeeded: what was halved grows again. */
  succeeded(): void {
    this.#burst = Math.min(this.#fullBurst, this.#burst + this.#fullBurst / regrowsIn)
  }

  /** How a bucket of so much per window fills. */
  shapeOf(limitNow: number, windowMs: number): Required<BucketShape> {
    // A fixed window that a bucket fills exactly is overrun by one call now and then.
    const isRefused = this.isSmaller && this.#reports === 0
    const limit = Math.max(1, Math.floor(isRefused ? margin * limitNow : limitNow))
    const burst = Math.min(limit, Math.max(1, this.#burst))
    if (this.#reports === 0) return { limit, windowMs, capacity: burst, enough: burst }
    const seen = Math.min(limit, Math.ceil(this.#mostLeft) + 1)
    const capacity = this.#reports > enoughReports ? Math.max(1, seen) : Math.max(burst, seen)
    return { limit, windowMs, capacity, enough: limit }
  }

  export(): SavedLimit['atOnce'] {
    return {
      burstRatio: this.#burst / this.#fullBurst,
      reports: Math.min(this.#reports, enoughReports + 1),
      mostLeft: this.#mostLeft,
    }
  }

  import({ burstRatio, reports, mostLeft }: SavedLimit['atOnce']): void {
    this.#burst = this.#fullBurst * Math.min(1, burstRatio)
    this.#reports = reports
    this.#mostLeft = mostLeft
  }
}
