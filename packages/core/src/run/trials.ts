import type { Clock } from '../time/clock.ts'

/** At most one trial of a blocked target in this time, in ms, while none of them succeeds. */
export const trialEveryMs = 250

/**
 * When a target that its circuit blocks may be tried although its time has not come: on demand, when a run finds no other, and
 * rarely; see `docs/decisions/0021-windows-and-trials.md`. So an outage of all targets ends as soon as one of them is back, and
 * not when the longest reset time has passed.
 */
export class Trials {
  readonly #clock: Clock
  #nextAt = -Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Milliseconds until the next trial may begin. */
  get delayMs(): number {
    return Math.max(0, this.#nextAt - this.#clock.now())
  }

  /** A trial begins. */
  began(): void {
    this.#nextAt = this.#clock.now() + trialEveryMs
  }

  /** A trial has ended: after a success the next may follow at once. */
  ended(succeeded: boolean, now: number): void {
    if (succeeded) this.#nextAt = now
  }
}
