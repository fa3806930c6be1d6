import type { Headroom, LimitReport } from '@llm-balancer/core'
import { WindowEvidence } from '../learn/window-evidence.ts'
import { Bucket, type BucketShape } from '../level/bucket.ts'
import { every, FixedWindow } from '../level/fixed-window.ts'
import type { Level } from '../level/level.ts'
import { SlidingWindow } from '../level/sliding-window.ts'
import type { SavedLimit } from '../contracts/state.ts'
import { AtOnce } from './at-once.ts'
import type { LimitShape } from './limit-shape.ts'
import type { ReportedCall } from './reported-call.ts'
import type { Unit } from './unit.ts'

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
  readonly #atOnce: AtOnce
  #limit: number
  #level: Bucket | FixedWindow | SlidingWindow
  #latestReport = 0
  /** Clock time at which a call left less than half of it. */
  #scarceAt = -Infinity
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
    this.#atOnce = new AtOnce(burst)
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
    if (this.#level.left(now) < this.#level.capacity / 2) this.#scarceAt = now
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
    this.#atOnce.reported()
    const isLooser = limit > this.#own
    const left = (remaining ?? this.#limit) - call.sentSince
    if (isLooser) {
      if (remaining !== undefined && left < this.#level.left(now)) this.#level.set(left, now)
      return
    }
    if (limit >= 1) this.#resize(Math.floor(limit), now)
    if (remaining === undefined) return
    this.#atOnce.saw(remaining + call.amount)
    if (resetMs !== undefined) this.#learnReset(this.#limit - remaining, resetMs, call.sentAt)
    if (this.#level instanceof Bucket) {
      this.#reshape(this.#level, now)
      this.#level.set(left, call.sentAt)
    } else if (this.#level instanceof SlidingWindow || (this.resetAt ?? now) > now) this.#level.set(left, now)
  }

  /**
   * The vendor refused a call: nothing of this limit is left, whatever our own count says. A vendor that does not report what is left
   * may allow less at once. An exact window stays as it is: it would come back as late as its whole length, a day perhaps, whatever the
   * vendor says, and until then the pause after a refusal holds calls back.
   */
  exhaust(amount: number, retryAfterMs: number | undefined, now: number): void {
    if (this.#level instanceof SlidingWindow) return
    if (retryAfterMs !== undefined && !this.#keepsKind) this.#learnHint(amount, retryAfterMs, now)
    if (!this.isReported && this.#level instanceof Bucket) {
      this.#atOnce.refused()
      this.#level.reshape(this.#shape(), now)
    }
    if (this.#level.left(now) > 0) this.#level.set(0, now)
  }

  /** True when the vendor reports what is left, so that a refusal in spite of it has another cause. */
  get isReported(): boolean {
    return this.#atOnce.isReported
  }

  /** A call has succeeded: what was halved grows again. */
  succeed(now: number): void {
    if (!this.#atOnce.isSmaller || !(this.#level instanceof Bucket)) return
    this.#atOnce.succeeded()
    this.#level.reshape(this.#shape(), now)
  }

  /** A guess that is used up although nothing is refused is too low: a call has succeeded that began at `startedAt`. */
  raise(startedAt: number, now: number): void {
    if (this.#scarceAt >= startedAt)
      this.#resize(Math.max(this.#limit + 1, Math.floor(1.01 * this.#limit)), now)
  }

  export(now: number): SavedLimit {
    const { unit, windowMs, source, kind, resetAt } = this
    const level = this.#level
    return {
      ...{ unit, windowMs, source, kind, limit: this.#limit },
      ...(this.#own === Infinity ? {} : { own: this.#own }),
      left: level.left(now),
      most: level.capacity,
      ...(resetAt === undefined ? {} : { resetAt }),
      ...(level instanceof SlidingWindow ? { taken: level.taken } : {}),
      atOnce: this.#atOnce.export(),
    }
  }

  /** Goes on from what another one knew at clock time `at`. @param learns whether what its vendor said counts */
  import(saved: SavedLimit, { at, now, learns }: { at: number; now: number; learns: boolean }): void {
    const { resetAt = Infinity, taken } = saved
    if (learns) {
      this.#atOnce.import(saved.atOnce)
      if (saved.limit < (saved.own ?? Infinity)) this.#resize(Math.min(this.#own, saved.limit), now)
      if (this.#level instanceof Bucket) this.#level.reshape(this.#shape(), now)
      if (saved.kind === 'fixed-window' && !this.#keepsKind)
        this.#becomeWindow(this.#endOf(now, Math.max(0, resetAt - now)))
    }
    // What was used of a window that has ended is over.
    if (resetAt <= now) return
    const level = this.#level
    const { left, most } = saved
    const asUsed = level.capacity - (most - left)
    // A burst that is smaller now is as full as before.
    const leftNow = most < saved.limit ? Math.max(asUsed, Math.min(level.capacity, left)) : asUsed
    if (level instanceof SlidingWindow && taken !== undefined)
      for (const [time, amount] of taken) level.take(amount, Math.min(time, now), 1)
    else level.set(leftNow, level instanceof FixedWindow ? now : at)
  }

  /** What vendors allow at once is known only roughly. */
  #reshape(level: Bucket, now: number): void {
    const shape = this.#shape()
    const isNear = Math.abs(shape.capacity - level.capacity) <= 0.01 * shape.capacity
    if (!isNear || this.#atOnce.isNewlyReported) level.reshape(shape, now)
  }

  #resize(limit: number, now: number): void {
    if (limit === this.#limit) return
    this.#limit = limit
    if (this.#level instanceof Bucket) this.#level.reshape(this.#shape(), now)
    else this.#level.resize(limit)
  }

  #shape(): BucketShape {
    return this.#atOnce.shapeOf(this.#limit, this.windowMs)
  }

  #learnReset(used: number, resetMs: number, sentAt: number): void {
    if (this.#keepsKind) return
    const resetAt = this.#endOf(sentAt, resetMs)
    const neededMs = (used / this.#limit) * this.windowMs
    if (this.#level instanceof FixedWindow) this.#level.endAt(resetAt)
    else if (this.#evidence.ofReset({ neededMs, windowMs: this.windowMs, namedMs: resetMs }, resetAt))
      this.#becomeWindow(resetAt)
  }

  #learnHint(amount: number, retryAfterMs: number, now: number): void {
    const resetAt = this.#endOf(now, retryAfterMs)
    const neededMs = (amount / Math.max(1, this.#limit)) * this.windowMs
    if (this.#level instanceof FixedWindow) this.#level.endAt(resetAt)
    else if (this.#evidence.ofHint({ neededMs, windowMs: this.windowMs, namedMs: retryAfterMs }))
      this.#becomeWindow(resetAt)
  }

  /** When a window ends, by what was said at a time: no later than a whole one after it. */
  #endOf(time: number, leftMs: number): number {
    return time + Math.min(leftMs, this.windowMs)
  }

  #becomeWindow(resetAt: number): void {
    const { windowMs } = this
    this.#level = new FixedWindow({ limit: this.#limit, resetAt, nextReset: every(windowMs) })
  }
}
