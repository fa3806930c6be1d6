import { adaptiveConstants } from './constants.ts'

const { latency, stale } = adaptiveConstants

/** An estimate as plain data; durations in ms. */
export interface EstimateState {
  readonly ms: number
  /** Since the last answer. */
  readonly agoMs: number
}

/**
 * What a target takes for calls of one kind, in ms: a moving average of logarithms, because latencies differ by factors, that follows
 * slower answers faster than quicker ones. While a target has nothing to answer, it fades towards the best of all.
 */
export class LatencyEstimate {
  #ms = Number.NaN
  #observedAt = -Infinity
  /** Attempts of this kind of which nothing has come yet, and the sum of the times at which they began. */
  #awaited = 0
  #startedSum = 0

  get isKnown(): boolean {
    return this.#ms > 0
  }

  /** The average as it was last known, in ms; NaN before the first answer. */
  get lastMs(): number {
    return this.#ms
  }

  /** When the last answer came, in clock time; -Infinity before the first. */
  get observedAt(): number {
    return this.#observedAt
  }

  /** An attempt began. */
  began(startedAt: number): void {
    this.#awaited += 1
    this.#startedSum += startedAt
  }

  /** Nothing more is awaited of an attempt that began then. */
  settled(startedAt: number): void {
    this.#awaited -= 1
    this.#startedSum = this.#awaited === 0 ? 0 : this.#startedSum - startedAt
  }

  /** An answer took so long. */
  observe(ms: number, now: number): void {
    if (this.isKnown) {
      const follow = ms > this.#ms ? latency.rise : latency.fall
      const forgotten = 1 - Math.exp(-(now - this.#observedAt) / latency.memoryMs)
      this.#move(ms, Math.max(follow, forgotten))
    } else this.#ms = ms
    this.#observedAt = now
  }

  /** An attempt was given up after so long: its latency is not known, but it is not shorter. */
  exceed(ms: number, now: number): void {
    if (!this.isKnown) this.observe(ms, now)
    else if (ms > this.#ms) this.#move(ms, latency.rise)
  }

  /** For `restore` of another one; undefined before the first answer. */
  export(now: number): EstimateState | undefined {
    return this.isKnown ? { ms: this.lastMs, agoMs: Math.max(0, now - this.#observedAt) } : undefined
  }

  /** Goes on from what another one has exported. @param at the clock time here of that moment */
  restore({ ms, agoMs }: EstimateState, at: number): void {
    this.#ms = ms
    this.#observedAt = at - agoMs
  }

  /** What to expect now, in ms; `isIdle` when nothing is awaited of the target. NaN before the first answer. */
  read(now: number, fastestMs: number, isIdle: boolean): number {
    const ms = this.#ms
    // One that hangs is seen long before it is given up: what is awaited has taken so long already, on average.
    if (this.#awaited > 0) {
      const awaitedMs = now - this.#startedSum / this.#awaited
      return awaitedMs > latency.overdue * ms ? awaitedMs : ms
    }
    const idleMs = now - this.#observedAt
    if (!isIdle || idleMs <= stale.afterMs || !(ms > fastestMs && fastestMs > 0)) return ms
    return fastestMs * (ms / fastestMs) ** Math.exp(-(idleMs - stale.afterMs) / stale.fadeMs)
  }

  /** Moves a part of the way towards a value, in logarithms. */
  #move(ms: number, part: number): void {
    const { largestStep } = latency
    const step = Math.max(-largestStep, Math.min(largestStep, Math.log(ms / this.#ms)))
    this.#ms *= Math.exp(part * step)
  }
}
