import type { Level } from './level.ts'

/** When a window ends, and the next one begins. */
export interface WindowShape {
  /** How much there is in each window, a whole number ≥ 1. */
  readonly limit: number
  /** Clock time at which the present window ends. */
  readonly resetAt: number
  /** Clock time at which the window ends that contains `time`, which is not before `resetAt`, the end of an earlier one. */
  readonly nextReset: (time: number, resetAt: number) => number
}

/** Amounts are counted in thousandths, as whole numbers, so that any pace gives back exactly what it took. */
const parts = 1000

/** A limit that is full again all at once, at certain times: the calendar minute of some vendors, a day that ends at midnight. */
export class FixedWindow implements Level {
  readonly kind = 'fixed-window'
  readonly #nextReset: WindowShape['nextReset']
  #limit: number
  #left: number
  #beganAt = -Infinity
  #resetAt: number

  constructor({ limit, resetAt, nextReset }: WindowShape) {
    this.#limit = limit
    this.#left = limit * parts
    this.#resetAt = resetAt
    this.#nextReset = nextReset
  }

  get capacity(): number {
    return this.#limit
  }

  /** Clock time at which the present window ends, as of the latest call. */
  get resetAt(): number {
    return this.#resetAt
  }

  availableAt(amount: number, now: number, pace: number): number {
    const needed = Math.min(cost(amount, pace), this.#limit * parts)
    return now >= this.#resetAt || this.#left >= needed ? now : this.#resetAt
  }

  take(amount: number, now: number, pace: number): void {
    this.#sync(now)
    this.#left -= cost(amount, pace)
  }

  /** What was taken in an earlier window is over. */
  giveBack(amount: number, takenAt: number, pace: number): void {
    if (takenAt < this.#beganAt) return
    const given = amount < 0 ? -cost(-amount, pace) : cost(amount, pace)
    this.#left = Math.min(this.#limit * parts, this.#left + given)
  }

  left(now: number): number {
    return now >= this.#resetAt ? this.#limit : this.#left / parts
  }

  set(left: number, at: number): void {
    this.#sync(at)
    this.#left = Math.floor(Math.min(this.#limit, left) * parts)
  }

  /** Moves the end of the present window. */
  endAt(resetAt: number): void {
    this.#resetAt = resetAt
  }

  /** There is another amount in each window; as much of it has been used as before. */
  resize(limit: number): void {
    this.#left += (limit - this.#limit) * parts
    this.#limit = limit
  }

  #sync(now: number): void {
    if (now < this.#resetAt) return
    this.#left = this.#limit * parts
    this.#beganAt = this.#resetAt
    this.#resetAt = this.#nextReset(now, this.#resetAt)
  }
}

function cost(amount: number, pace: number): number {
  return Math.ceil((amount * parts) / pace)
}

/** The ends of windows that follow each other without a gap. */
export function every(windowMs: number): WindowShape['nextReset'] {
  return (time, resetAt) => resetAt + (Math.floor((time - resetAt) / windowMs) + 1) * windowMs
}
