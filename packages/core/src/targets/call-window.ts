/** A threshold is never remembered below this many calls in flight, and below it a window grows whether it is used up or not. */
const smallWindow = 8
/** A window that is not used up is lifted this many ms after it was last made smaller. */
const liftAfterMs = 30_000

/**
 * How many calls a target may have in flight: any number until the target says that it is too much, then learnt. After a block
 * it begins at 1 (slow start): that alone keeps the callers who waited for the same target from arriving all at once.
 *
 * The rules (like TCP's congestion control: RFC 5681, slow start and congestion avoidance):
 * - a refusal or a timeout: one less than were in flight;
 * - a success: one more below the threshold, or after more than twice as many successes in a row as the window is large;
 *   0.3 more otherwise; nothing while less than half of it is used;
 * - the threshold is half of what was in flight at the first failure after a success that began after the last failure. A
 *   threshold remembered at every failure would sink while the calls in flight drain.
 *
 * What began before the last block changes nothing.
 */
export class CallWindow {
  #limit = Infinity
  #threshold = Infinity
  #lastCutAt = -Infinity
  #successes = 0
  #generation = 0
  #hasRecovered = true

  /** Most calls in flight; Infinity while nothing is known against more. */
  get limit(): number {
    return this.#limit
  }

  /** Grows with each block: what began under another generation changes nothing. */
  get generation(): number {
    return this.#generation
  }

  /** True when a refusal would still make it smaller, `inFlight` calls being in flight, the refused one included. */
  canShrinkFrom(inFlight: number): boolean {
    return this.#limit === Infinity ? inFlight > 1 : this.#limit > 1
  }

  /** True when no further call may begin. */
  isFull(inFlight: number): boolean {
    return inFlight + 1 > this.#limit
  }

  /** A call that began at `startedAt` has succeeded; `inFlight` others still run. */
  grow(startedAt: number, inFlight: number, now: number): void {
    if (startedAt > this.#lastCutAt) this.#hasRecovered = true
    this.#successes += 1
    if (this.#limit === Infinity) return
    const used = inFlight + 1
    if (used < this.#limit && now - this.#lastCutAt >= liftAfterMs) {
      this.#limit = Infinity
      this.#threshold = Infinity
    } else if (this.#limit <= 2 * used || this.#limit < smallWindow) {
      const isFast = this.#limit < this.#threshold || this.#successes > 2 * this.#limit
      this.#limit += isFast ? 1 : 0.3
    }
  }

  /** The target said that it is too much, while `inFlight` other calls were running. */
  cut(inFlight: number, now: number): void {
    const level = this.#remember(inFlight, now)
    this.#limit = Math.max(1, level - 1)
  }

  /** The target is blocked: when it is back, it is asked one call at a time at first. */
  block(inFlight: number, now: number): void {
    this.#remember(inFlight, now)
    this.#limit = 1
    this.#generation += 1
  }

  /** Forgets what was learnt. */
  reset(): void {
    this.#limit = Infinity
    this.#threshold = Infinity
    this.#generation += 1
    this.#hasRecovered = true
  }

  #remember(inFlight: number, now: number): number {
    const level = Math.min(this.#limit, inFlight + 1)
    if (this.#hasRecovered) this.#threshold = Math.max(smallWindow, level / 2)
    this.#hasRecovered = false
    this.#lastCutAt = now
    this.#successes = 0
    return level
  }
}
