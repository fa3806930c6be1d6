import type { Headroom, LimitReport } from '@llm-balancer/core'
import { WindowEvidence } from '../learn/window-evidence.ts'
import { Bucket } from '../level/bucket.ts'
import { every, FixedWindow } from '../level/fixed-window.ts'
import type { Level } from '../level/level.ts'
import { SlidingWindow } from '../level/sliding-window.ts'
import type { Unit } from './unit.ts'

/** What a limit is made from. */
export interface LimitShape {
  readonly unit: Unit
  /** How much may be used per window, a whole number ≥ 0. */
  readonly limit: number
  readonly windowMs: number
  /** How much may be used at once while the vendor has said nothing. */
  readonly burst: number
  /** Whose number it is: the user's, the vendor's, or a guess from refusals. */
  readonly source: 'configured' | 'reported' | 'guessed'
  /** True when no window may ever exceed it: see {@link SlidingWindow}. */
  readonly exact?: boolean | undefined
  /** For a window that ends at certain times: see {@link FixedWindow}. */
  readonly nextReset?: ((time: number) => number) | undefined
}

/** A call that a report belongs to. */
export interface ReportedCall {
  /** Clock time at which it was sent. */
  readonly sentAt: number
  /** The calls of a limiter count from 1. */
  readonly sequence: number
  /** What it took of this limit. */
  readonly amount: number
  /** What has been sent after it, or is not settled yet. */
  readonly sentSince: number
}

/** So many reports are enough to know the most that the vendor ever has left. */
const enoughReports = 8
/** After a refusal less may be used at once, until so many calls have succeeded. */
const regrowsIn = 5000
/** After a refusal a limit is used up to this share. */
const margin = 0.99

/** One limit: so much of a unit per window; what is left of it by our own count, corrected by what the vendor reports. */
export class Limit {
  readonly unit: Unit
  readonly windowMs: number
  readonly source: LimitShape['source']
  readonly #perCall: number
  readonly #perInput: number
  readonly #perOutput: number
  /** The user's own number: a larger one that the vendor reports changes nothing. */
  readonly #own: number
  /** True when it does not become a fixed window: it is one already, or its number is only a guess. */
  readonly #keepsKind: boolean
  #burst: number
  readonly #fullBurst: number
  #limit: number
  #level: Bucket | FixedWindow | SlidingWindow
  #reports = 0
  #latestReport = 0
  /** The most that the vendor had left before a call; sinks slowly. */
  #mostLeft = 0
  readonly #evidence = new WindowEvidence()
  /** What it says is left of it: one object, since it is asked often. */
  readonly #headroom: { -readonly [Name in keyof Headroom]: Headroom[Name] }

  constructor({ unit, limit, windowMs, burst, source, exact = false, nextReset }: LimitShape, now: number) {
    this.unit = unit
    this.#perCall = unit === 'requests' ? 1 : 0
    this.#perInput = unit === 'tokens' || unit === 'input-tokens' ? 1 : 0
    this.#perOutput = unit === 'tokens' || unit === 'output-tokens' ? 1 : 0
    this.windowMs = windowMs
    this.source = source
    this.#headroom = { unit, limit, windowMs, left: 0, most: 0 }
    this.#own = source === 'configured' ? limit : Infinity
    this.#limit = limit
    this.#burst = burst
    this.#fullBurst = burst
    this.#keepsKind = nextReset !== undefined || source === 'guessed' || exact
    if (nextReset !== undefined) this.#level = new FixedWindow({ limit, resetAt: nextReset(now), nextReset })
    else this.#level = exact ? new SlidingWindow({ limit, windowMs }) : new Bucket(this.#shape(), now)
  }

  /** What so many calls and tokens take of it. */
  amountOf(calls: number, input: number, output: number): number {
    return calls * this.#perCall + input * this.#perInput + output * this.#perOutput
  }

  get limit(): number {
    return this.#limit
  }

  get kind(): Level['kind'] {
    return this.#level.kind
  }

  /** Clock time at which a fixed window ends; undefined for one that fills evenly. */
  get resetAt(): number | undefined {
    return this.#level instanceof FixedWindow ? this.#level.resetAt : undefined
  }

  left(now: number): number {
    return this.#level.left(now)
  }

  /** The share that is left of all that there can be. */
  leftRatio(now: number): number {
    return this.#level.left(now) / this.#level.capacity
  }

  /** What is left now. The same object each time. */
  headroom(now: number): Headroom {
    const isNone = this.#limit === 0
    this.#headroom.limit = this.#limit
    this.#headroom.most = isNone ? 0 : this.#level.capacity
    this.#headroom.left = isNone ? 0 : this.#level.left(now)
    return this.#headroom
  }

  availableAt(amount: number, now: number, pace: number): number {
    return this.#limit === 0 ? Infinity : this.#level.availableAt(amount, now, pace)
  }

  take(amount: number, now: number, pace: number): void {
    this.#level.take(amount, now, pace)
  }

  giveBack(amount: number, takenAt: number, pace: number): void {
    this.#level.giveBack(amount, takenAt, pace)
  }

  /**
   * The vendor reports the state of this limit. What was left when a call had arrived, less all that was sent after it, is what is
   * left; reports of older calls than the latest reported one are ignored.
   */
  learn({ limit = this.#limit, remaining, resetMs }: LimitReport, call: ReportedCall, now: number): void {
    if (call.sequence <= this.#latestReport) return
    this.#latestReport = call.sequence
    this.#reports += 1
    const isLooser = limit > this.#own
    const left = (remaining ?? this.#limit) - call.sentSince
    if (isLooser) {
      if (remaining !== undefined && left < this.#level.left(now)) this.#level.set(left, now)
      return
    }
    if (limit >= 1) this.#resize(Math.floor(limit), now)
    if (remaining === undefined) return
    this.#mostLeft = Math.max(0.999 * this.#mostLeft, remaining + call.amount)
    if (resetMs !== undefined) this.#learnReset(this.#limit - remaining, resetMs, call.sentAt)
    if (this.#level instanceof Bucket) {
      this.#reshape(this.#level, now)
      this.#level.set(left, call.sentAt)
    } else if (this.#level instanceof SlidingWindow || (this.resetAt ?? now) > now) this.#level.set(left, now)
  }

  /**
   * The vendor refused a call: nothing of this limit is left, whatever our own count says. A vendor that does not report what is left
   * may allow less at once.
   */
  exhaust(amount: number, retryAfterMs: number | undefined, now: number): void {
    if (retryAfterMs !== undefined && !this.#keepsKind) this.#learnHint(amount, retryAfterMs, now)
    if (this.#reports === 0 && this.#level instanceof Bucket) {
      this.#burst = Math.max(1, this.#burst / 2)
      this.#level.reshape(this.#shape(), now)
    }
    if (this.#level.left(now) > 0) this.#level.set(0, now)
  }

  /** True when the vendor reports what is left, so that a refusal in spite of it has another cause. */
  get isReported(): boolean {
    return this.#reports > 0
  }

  /** A call has succeeded: what was halved grows again. */
  succeed(now: number): void {
    if (this.#burst >= this.#fullBurst || !(this.#level instanceof Bucket)) return
    this.#burst = Math.min(this.#fullBurst, this.#burst + this.#fullBurst / regrowsIn)
    this.#level.reshape(this.#shape(), now)
  }

  /** A guess that is used up although nothing is refused is too low. */
  raise(now: number): void {
    if (this.#level.left(now) < this.#level.capacity / 2)
      this.#resize(Math.max(this.#limit + 1, Math.floor(1.01 * this.#limit)), now)
  }

  /** What vendors allow at once is known only roughly. */
  #reshape(level: Bucket, now: number): void {
    const shape = this.#shape()
    const isNear = Math.abs(shape.capacity - level.capacity) <= 0.01 * shape.capacity
    if (!isNear || this.#reports === 1 || this.#reports === enoughReports + 1) level.reshape(shape, now)
  }

  #resize(limit: number, now: number): void {
    if (limit === this.#limit) return
    this.#limit = limit
    if (this.#level instanceof Bucket) this.#level.reshape(this.#shape(), now)
    else this.#level.resize(limit)
  }

  #shape(): { limit: number; windowMs: number; capacity: number; enough: number } {
    const { windowMs } = this
    // A fixed window that a bucket fills exactly is overrun by one call now and then.
    const isRefused = this.#burst < this.#fullBurst && this.#reports === 0
    const limit = Math.max(1, Math.floor(isRefused ? margin * this.#limit : this.#limit))
    const burst = Math.min(limit, Math.max(1, this.#burst))
    if (this.#reports === 0) return { limit, windowMs, capacity: burst, enough: burst }
    const seen = Math.min(limit, Math.ceil(this.#mostLeft) + 1)
    const capacity = this.#reports > enoughReports ? Math.max(1, seen) : Math.max(burst, seen)
    return { limit, windowMs, capacity, enough: limit }
  }

  #learnReset(used: number, resetMs: number, sentAt: number): void {
    if (this.#keepsKind) return
    const resetAt = sentAt + resetMs
    const neededMs = (used / this.#limit) * this.windowMs
    if (this.#level instanceof FixedWindow) this.#level.endAt(resetAt)
    else if (this.#evidence.ofReset({ neededMs, windowMs: this.windowMs, namedMs: resetMs }, resetAt))
      this.#becomeWindow(resetAt)
  }

  #learnHint(amount: number, retryAfterMs: number, now: number): void {
    const resetAt = now + retryAfterMs
    const neededMs = (amount / Math.max(1, this.#limit)) * this.windowMs
    if (this.#level instanceof FixedWindow) this.#level.endAt(resetAt)
    else if (this.#evidence.ofHint({ neededMs, windowMs: this.windowMs, namedMs: retryAfterMs }))
      this.#becomeWindow(resetAt)
  }

  #becomeWindow(resetAt: number): void {
    const { windowMs } = this
    this.#level = new FixedWindow({ limit: this.#limit, resetAt, nextReset: every(windowMs) })
  }
}
