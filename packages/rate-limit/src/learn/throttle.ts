import type { RateLimiterState } from '../contracts/state.ts'

/**
 * After a refusal calls are slowed down to this share of their pace, at most once within the time below, in ms, and not again before
 * a call has succeeded that began after it: until then further refusals say nothing new.
 */
const slower = 0.6
const cutEveryMs = 200
const slowestPace = 0.05
/** A success makes them faster again by so much; without calls it takes this time, in ms, from a standstill. */
const fasterBy = 0.01
const recoversInMs = 300_000

/** Without a hint of the server calls pause for so long after a refusal, in ms, and twice as long after each further one. */
const firstPauseMs = 250
const longestCapacityPauseMs = 4000
const longestPauseMs = 30_000
/** After a refusal one call per so many ms goes first, until one of them has succeeded. */
const probeEveryMs = 1000
/** The longest hint of a server that is followed, in ms. */
const longestHintMs = 300_000

/** A refusal by the vendor. */
export interface Refusal {
  readonly retryAfterMs: number | undefined
  /** True when the vendor had no capacity, although the quota was not used up. */
  readonly isCapacity: boolean
}

/**
 * What refusals (429) teach of how fast calls may follow each other: the *pace*, a share of the known rate, which is cut at each
 * refusal and grows with each success (AIMD); and a pause.
 */
export class Throttle {
  /** As it was at clock time `#changedAt`. */
  #pace = 1
  #changedAt = 0
  #cutAt = -Infinity
  /** True when a call has succeeded that began after the pace was cut. */
  #isTested = true
  #pauseMs = firstPauseMs
  #pausedAt = -Infinity
  #pausedUntil = -Infinity
  /** Clock time at which a call began that shows whether others may follow. */
  #probedAt = -Infinity

  /** Share of the known rate that is used now, within (0, 1]. */
  paceAt(now: number): number {
    if (this.#pace === 1) return 1
    return Math.min(1, this.#pace + Math.max(0, now - this.#changedAt) / recoversInMs)
  }

  /** Clock time until which no call may begin. */
  get pausedUntil(): number {
    return this.#isTested ? this.#pausedUntil : Math.max(this.#pausedUntil, this.#probedAt + probeEveryMs)
  }

  begin(now: number): void {
    if (!this.#isTested) this.#probedAt = now
  }

  /** A call that began at `startedAt` was never made. */
  cancel(startedAt: number): void {
    if (startedAt === this.#probedAt) this.#probedAt = -Infinity
  }

  /** @param startedAt clock time at which the call began */
  succeed(startedAt: number, now: number): void {
    if (startedAt > this.#cutAt) this.#isTested = true
    this.#change(this.paceAt(now) + fasterBy, now)
    // Calls that were sent before a refusal say nothing of what the vendor takes after it.
    if (startedAt > this.#pausedAt) this.#pauseMs = firstPauseMs
  }

  refuse({ retryAfterMs, isCapacity }: Refusal, now: number): void {
    const pauseMs = Math.min(this.#pauseMs, isCapacity ? longestCapacityPauseMs : longestPauseMs)
    if (now - this.#pausedAt >= cutEveryMs) {
      this.#pauseMs = 2 * pauseMs
      this.#pausedAt = now
      if (this.#isTested) this.#cut(now)
    }
    this.#probedAt = -Infinity
    const until = now + (retryAfterMs === undefined ? pauseMs : Math.min(retryAfterMs, longestHintMs))
    this.#pausedUntil = Math.max(this.#pausedUntil, until)
  }

  /** Goes on from what another one knew. */
  import({ pace, pausedUntil = -Infinity, savedAt }: RateLimiterState, now: number): void {
    this.#change(pace, Math.min(savedAt, now))
    this.#pausedUntil = Math.min(pausedUntil, now + longestHintMs)
  }

  reset(): void {
    this.#pace = 1
    this.#cutAt = -Infinity
    this.#isTested = true
    this.#pauseMs = firstPauseMs
    this.#pausedAt = -Infinity
    this.#pausedUntil = -Infinity
    this.#probedAt = -Infinity
  }

  #cut(now: number): void {
    this.#change(this.paceAt(now) * slower, now)
    this.#cutAt = now
    this.#isTested = false
  }

  #change(pace: number, now: number): void {
    this.#pace = Math.min(1, Math.max(slowestPace, pace))
    this.#changedAt = now
  }
}
