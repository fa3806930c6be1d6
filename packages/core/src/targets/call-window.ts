/** Below this many calls in flight a window grows whether it is used up or not, and a level is never remembered below it. */
const smallWindow = 8
/** A window that was not full for a while is lifted this many ms after it was last made smaller. */
const liftAfterMs = 30_000
/** For how long it must not have been full, in ms: longer than a batch of long answers. */
const unusedMs = 10_000
/** What a success adds above what the target is known to have had: doubled with each time so long, in ms, without a failure; one place at most. */
const cautiousStep = 0.05
const bolderEveryMs = 10_000
const boldestStep = 1

/** A call that has succeeded. */
export interface Answer {
  /** Clock time in ms. */
  readonly startedAt: number
  /** True when it took clearly longer than usual. */
  readonly isSlow: boolean
}

/**
 * How many calls a target may have in flight: as many as its user allows, `concurrency`, until the target says that it is too much;
 * then learnt, within that bound. After a block it begins at 1: that alone keeps the callers who waited for the same target from
 * arriving all at once.
 *
 * The *level* is how many were in flight at the first failure after a success that began after the last failure: the last number that
 * the target is known to have had. (One remembered at every failure would sink while the calls in flight drain.) Before that it is
 * what the user allows.
 *
 * - A refusal or a timeout: one less than were in flight.
 * - The first success after a block: a quarter of the level. After that each success adds 2 up to 80 % of the level, 0.2 up to
 *   120 %, and above it 0.05 at first, twice as much with each 10 s without a failure; so a target is back within three answers, and found
 *   out slowly, then ever faster, where nothing is known of it (as CUBIC does, RFC 9438).
 * - Nothing is added while less than half of it is used, nor by an answer that took clearly longer than usual: the target queues.
 * - What was learnt is forgotten when it has grown to what the user allows.
 *
 * What began before the last block changes nothing. The idea is that of TCP's congestion control (RFC 5681: slow start, congestion
 * avoidance); the figures are those with which all cases of `packages/simulator` (brown-outs, outages, flapping, crowds) hold.
 */
export class CallWindow {
  /** The user's own bound, `concurrency`: never exceeded, whatever is learnt. */
  concurrency: number = Infinity
  /** Clock time in ms at which the target last said itself that it was too much. */
  refusedAt: number = -Infinity
  #learnt = Infinity
  #level = Infinity
  #lastCutAt = -Infinity
  #fullAt = -Infinity
  #generation = 0
  #hasRecovered = false

  /** Most calls in flight; Infinity while nothing is known against more. */
  get limit(): number {
    return Math.min(this.#learnt, this.concurrency)
  }

  /** True while a refusal is remembered. */
  get isLearnt(): boolean {
    return this.#learnt < Infinity
  }

  /** Grows with each block: what began under another generation changes nothing. */
  get generation(): number {
    return this.#generation
  }

  /** True when a refusal would still make it smaller, `inFlight` calls being in flight, the refused one included. */
  canShrinkFrom(inFlight: number): boolean {
    return this.#learnt === Infinity ? inFlight > 1 : this.#learnt > 1
  }

  /** True when no further call should begin, by what the target has refused. */
  isFull(inFlight: number): boolean {
    return inFlight + 1 > this.#learnt
  }

  /** True when its user allows no further call. */
  isExhausted(inFlight: number): boolean {
    return inFlight >= this.concurrency
  }

  /** A call has begun; `inFlight` run now, it included. */
  began(inFlight: number, now: number): void {
    if (this.isFull(inFlight)) this.#fullAt = now
  }

  /** A call has succeeded; `inFlight` others still run. */
  grow({ startedAt, isSlow }: Answer, inFlight: number, now: number): void {
    if (startedAt > this.#lastCutAt) this.#hasRecovered = true
    if (this.#learnt === Infinity) return
    const used = inFlight + 1
    const isUnused = now - this.#lastCutAt >= liftAfterMs && now - this.#fullAt >= unusedMs
    if (used < this.#learnt && isUnused) this.#lift()
    else if (this.#learnt < smallWindow || (this.#learnt <= 2 * used && !isSlow))
      this.#learnt = this.#next(now)
    if (this.#learnt >= this.concurrency) this.#lift()
  }

  #lift(): void {
    this.#learnt = Infinity
    this.#level = Infinity
  }

  /** What it is after one more success. */
  #next(now: number): number {
    const limit = this.#learnt
    const level = Math.min(this.#level, this.concurrency)
    if (limit === 1 && level < Infinity) return Math.max(3, level / 4)
    if (limit < Math.max(smallWindow, 0.8 * level)) return limit + 2
    if (limit < 1.2 * level) return limit + 0.2
    return limit + this.#stepAt(now)
  }

  /** What was in flight at a failure is what was asked of the target, not what it can serve: the longer it has not failed, the bolder. */
  #stepAt(now: number): number {
    return Math.min(boldestStep, cautiousStep * 2 ** ((now - this.#lastCutAt) / bolderEveryMs))
  }

  /** The target said that it is too much, while `inFlight` other calls were running. */
  cut(inFlight: number, now: number): void {
    const level = this.#remember(inFlight, now)
    this.#learnt = Math.max(1, level - 1)
  }

  /** The target is blocked: when it is back, it is asked one call at a time at first. */
  block(inFlight: number, now: number): void {
    this.#remember(inFlight, now)
    this.#learnt = 1
    this.#generation += 1
  }

  /** Goes on from the window that another one had learnt. */
  restore(limit: number, now: number): void {
    this.#learnt = limit
    this.#level = Math.max(smallWindow, limit)
    this.#lastCutAt = now
  }

  /** Forgets what was learnt. */
  reset(): void {
    this.#lift()
    this.#generation += 1
    this.#hasRecovered = false
  }

  #remember(inFlight: number, now: number): number {
    const level = Math.min(this.#learnt, inFlight + 1)
    if (this.#hasRecovered) this.#level = Math.max(smallWindow, level)
    this.#hasRecovered = false
    this.#lastCutAt = now
    return level
  }
}
