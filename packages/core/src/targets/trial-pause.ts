/** How long a target whose guards refuse a trial is not asked for one again, in ms: twice as long each time, within these. */
const shortestMs = 250
const longestMs = 1000

/** Asks a target for a trial less and less while its guards refuse it. */
export class TrialPause {
  #until = -Infinity
  #nextMs = shortestMs

  /** Clock time before which no trial is asked for. */
  get until(): number {
    return this.#until
  }

  /** Its guards have refused a trial. */
  refused(now: number): void {
    this.#until = now + this.#nextMs
    this.#nextMs = Math.min(2 * this.#nextMs, longestMs)
  }

  /** Its guards may give a trial again. */
  allowed(): void {
    this.#until = -Infinity
    this.#nextMs = shortestMs
  }
}
