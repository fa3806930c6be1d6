/** After a refusal calls are slowed down to this share of their pace, at most once within the time below, in ms. */
const slower = 0.6
const cutEveryMs = 200
const slowestPace = 0.05
/** A success makes them faster again by so much. */
const fasterBy = 0.01

/** Without a hint of the server calls pause for so long after a refusal, in ms, and twice as long after each further one. */
const firstPauseMs = 250
const longestCapacityPauseMs = 4000
const longestPauseMs = 30_000
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
  #pace = 1
  #cutAt = -Infinity
  #pauseMs = firstPauseMs
  #pausedUntil = -Infinity

  /** Share of the known rate that is used now, within (0, 1]. */
  get pace(): number {
    return this.#pace
  }

  /** Clock time until which no call may begin. */
  get pausedUntil(): number {
    return this.#pausedUntil
  }

  succeed(): void {
    if (this.#pace < 1) this.#pace = Math.min(1, this.#pace + fasterBy)
    this.#pauseMs = firstPauseMs
  }

  refuse({ retryAfterMs, isCapacity }: Refusal, now: number): void {
    const pauseMs = Math.min(this.#pauseMs, isCapacity ? longestCapacityPauseMs : longestPauseMs)
    if (now - this.#cutAt >= cutEveryMs) {
      this.#pace = Math.max(slowestPace, this.#pace * slower)
      this.#pauseMs = 2 * pauseMs
      this.#cutAt = now
    }
    const until = now + (retryAfterMs === undefined ? pauseMs : Math.min(retryAfterMs, longestHintMs))
    this.#pausedUntil = Math.max(this.#pausedUntil, until)
  }

  reset(): void {
    this.#pace = 1
    this.#cutAt = -Infinity
    this.#pauseMs = firstPauseMs
    this.#pausedUntil = -Infinity
  }
}
