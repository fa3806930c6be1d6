import type { Target } from './target.ts'

/** All targets are asked anew after this many ms: not everything that changes the time is told. */
const longestMs = 250

/**
 * A time before which something is true of no blocked target: remembered, so that a run that none of them can serve does not ask
 * each of them again.
 */
export class EarliestTime<Client> {
  readonly #read: (target: Target<Client>, now: number) => number
  #earliest = Infinity
  #readAt = -Infinity

  /** @param read the clock time of one target */
  constructor(read: (target: Target<Client>, now: number) => number) {
    this.#read = read
  }

  /** @returns a clock time; Infinity when none of them says one */
  of(blocked: readonly Target<Client>[], now: number): number {
    if (now >= this.#readAt && now < this.#readAt + longestMs) return this.#earliest
    this.#readAt = now
    this.#earliest = Infinity
    for (const target of blocked) {
      this.note(this.#read(target, now))
      if (this.#earliest <= now) break
    }
    return this.#earliest
  }

  /** The time of one blocked target is this now, or later. */
  note(time: number): void {
    this.#earliest = Math.min(this.#earliest, time)
  }
}
