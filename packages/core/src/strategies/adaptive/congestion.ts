import { adaptiveConstants } from './constants.ts'

const { window } = adaptiveConstants

/** A call as {@link Congestion} looks at it. */
export interface AnsweredCall {
  /** How long it took. */
  readonly ms: number
  /** How long the target's answers take by now. */
  readonly usualMs: number
  /** Calls that were in flight when it began, itself included. */
  readonly inFlight: number
}

/**
 * How many calls a target answers side by side without becoming slow: grows with fast answers while it is used, and shrinks with slow
 * ones (additive increase, multiplicative decrease, as TCP's congestion window). "Slow" is measured against the target's own fast
 * quarter. An elastic cloud's grows out of the way; that of a server of one's own stays where its queue begins.
 */
export class Congestion {
  #calls: number = window.initial
  /** The part of it that one call takes: each pick multiplies by it, which takes less than to divide. */
  #part = 1 / window.initial
  #quartileMs = Number.NaN
  #answeredAt = -Infinity
  #shrunkAt = -Infinity
  #answers = 0

  /** Calls side by side. */
  get window(): number {
    return this.#calls
  }

  /** By how much `inFlight` calls make the next one slower, ≥ 1. */
  factor(inFlight: number): number {
    const share = inFlight * this.#part
    return 1 + share * share
  }

  /** A call was answered. */
  answered({ ms, usualMs, inFlight }: AnsweredCall, now: number): void {
    this.#learnQuartile(ms, now)
    // With less of it in use an answer says nothing of a crowd, however fast or slow it was.
    if (inFlight <= 0.5 * this.#calls) return
    if (usualMs <= window.slowness * this.#quartileMs) {
      this.#resize(this.#calls + window.growth)
    } else if (inFlight >= window.least && now - this.#shrunkAt > usualMs) {
      this.#resize(Math.max(window.least, this.#calls * window.shrink))
      this.#shrunkAt = now
    }
  }

  #resize(calls: number): void {
    this.#calls = calls
    this.#part = 1 / calls
  }

  /** Follows the fast quarter so slowly that an incident does not become what is usual. */
  #learnQuartile(ms: number, now: number): void {
    const bounded = Math.min(window.quartileStep, (now - this.#answeredAt) / window.quartileMs)
    this.#answers += 1
    const step = this.#answers > window.quartileFirst ? bounded : 1 / this.#answers
    this.#answeredAt = now
    if (Number.isNaN(this.#quartileMs)) this.#quartileMs = ms
    else this.#quartileMs *= ms < this.#quartileMs ? 1 - 0.75 * step : 1 + 0.25 * step
  }
}
