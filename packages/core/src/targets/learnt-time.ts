/** What share of the average a new answer has. */
const share = 0.2

/** How long a target usually takes, in ms: a moving average of successful calls, plain calls and streams apart. */
export class LearntTime {
  #plainMs: number | undefined
  #streamMs: number | undefined

  /** Learns from a success: the whole time of a plain call, the time to first content of a stream. */
  learn(elapsedMs: number, streaming: boolean): void {
    if (streaming) this.#streamMs = average(this.#streamMs, elapsedMs)
    else this.#plainMs = average(this.#plainMs, elapsedMs)
  }

  /** The usual time in ms; undefined before the first success. */
  of(streaming: boolean): number | undefined {
    return streaming ? this.#streamMs : this.#plainMs
  }
}

function average(known: number | undefined, sample: number): number {
  return known === undefined ? sample : known + share * (sample - known)
}
