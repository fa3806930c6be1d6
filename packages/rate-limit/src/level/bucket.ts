import type { Level } from './level.ts'

/** How a bucket fills. */
export interface BucketShape {
  /** How much comes back per window, a whole number ≥ 1. */
  readonly limit: number
  /** A whole number ≥ 1. */
  readonly windowMs: number
  /** The most that may be left, > 0. */
  readonly capacity: number
  /** A call that takes more than this may begin when so much is left. @default capacity */
  readonly enough?: number
}

/** The time is counted from a new origin when it has become larger than this, so that sums stay exact. */
const mostTicks = 2 ** 50

/**
 * A token bucket that fills evenly, kept as one number: the *theoretical arrival time* of the generic cell rate algorithm (ITU-T
 * I.371), at which the bucket will be full again.
 *
 * It is counted in ticks of such a length that one unit takes a whole number of them: 7 per minute are 60 000 / 7 ms per unit, so
 * a tick is 1/7 ms and a unit takes 60 000. So nothing is rounded, however many calls there are.
 */
export class Bucket implements Level {
  readonly kind = 'bucket'
  #capacity = 1
  /** The capacity, and what is enough for any call, in ticks. */
  #fullTicks = 1
  #enoughTicks = 1
  #ticksPerUnit = 1
  #ticksPerMs = 1
  /** Clock time in whole ms at which the ticks begin. */
  #origin = 0
  /** In ticks; the bucket is full from then on. */
  #fullAt = 0

  constructor(shape: BucketShape, now: number) {
    this.#fill(shape, now)
    this.#fullAt = this.#ticks(now)
  }

  get capacity(): number {
    return this.#capacity
  }

  availableAt(amount: number, now: number, pace: number): number {
    const at = this.#fullAt + Math.min(this.#cost(amount, pace), this.#enoughTicks) - this.#fullTicks
    return at <= this.#ticks(now) ? now : this.#timeOf(at)
  }

  take(amount: number, now: number, pace: number): void {
    if (this.#ticks(now) > mostTicks) this.#rebase(now)
    this.#fullAt = Math.max(this.#fullAt, this.#ticks(now)) + this.#cost(amount, pace)
  }

  giveBack(amount: number, _takenAt: number, pace: number): void {
    this.#fullAt -= amount < 0 ? -this.#cost(-amount, pace) : this.#cost(amount, pace)
  }

  left(now: number): number {
    return this.#capacity - Math.max(0, this.#fullAt - this.#ticks(now)) / this.#ticksPerUnit
  }

  set(left: number, at: number): void {
    this.#fullAt = this.#ticks(at) + Math.ceil((this.#capacity - left) * this.#ticksPerUnit)
  }

  /** Fills in another way from now on; as much is left as before, up to the new capacity. */
  reshape(shape: BucketShape, now: number): void {
    const left = Math.min(shape.capacity, this.left(now))
    this.#fill(shape, now)
    this.set(left, now)
  }

  #fill({ limit, windowMs, capacity, enough = capacity }: BucketShape, now: number): void {
    const divisor = greatestCommonDivisor(limit, windowMs)
    this.#ticksPerUnit = windowMs / divisor
    this.#ticksPerMs = limit / divisor
    this.#capacity = capacity
    this.#fullTicks = Math.ceil(capacity * this.#ticksPerUnit)
    this.#enoughTicks = Math.ceil(enough * this.#ticksPerUnit)
    this.#origin = Math.floor(now)
  }

  #cost(amount: number, pace: number): number {
    return Math.ceil((amount * this.#ticksPerUnit) / pace)
  }

  #ticks(time: number): number {
    return Math.floor((time - this.#origin) * this.#ticksPerMs)
  }

  /** The first clock time that belongs to a tick: a fraction of a microsecond later where the clock is not fine enough. */
  #timeOf(ticks: number): number {
    let time = this.#origin + ticks / this.#ticksPerMs
    // At least the distance to the next number, of times that are far away.
    const step = Math.max(0.001, time * Number.EPSILON)
    while (this.#ticks(time) < ticks) time += step
    return time
  }

  #rebase(now: number): void {
    const behind = Math.max(0, this.#fullAt - this.#ticks(now))
    this.#origin = Math.floor(now)
    this.#fullAt = this.#ticks(now) + behind
  }
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other)
}
