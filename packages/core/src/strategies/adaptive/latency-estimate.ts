import { AwaitedAnswers } from './awaited-answers.ts'
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
  /** Answers of this kind that are awaited. */
  readonly awaited: AwaitedAnswers = new AwaitedAnswers()
  #ms = Number.NaN
  #observedAt = -Infinity

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

  /** An answer took so long. */
  observe(ms: number, now: number): void {
    if (this.isKnown) {
      const follow = ms > this.#ms ? latency.rise : latency.fall
      const memories = (now - this.#observedAt) / latency.memoryMs
      // 1 - exp(-x) is never above x.
      this.#move(ms, memories < follow ? follow : Math.max(follow, 1 - Math.exp(-memories)))
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
    if (isIdle) return now - this.#observedAt > stale.afterMs ? this.#faded(now, fastestMs) : this.#ms
    // One that hangs, or has become slow, is seen before its answers come.
    return Math.max(this.#ms, this.awaited.silenceMs(this.#ms, now))
  }

  #faded(now: number, fastestMs: number): number {
    const ms = this.#ms
    if (!(ms > fastestMs && fastestMs > 0)) return ms
    const fadingMs = now - this.#observedAt - stale.afterMs
    return fastestMs * (ms / fastestMs) ** Math.exp(-fadingMs / stale.fadeMs)
  }

  /** Moves a part of the way towards a value, in logarithms. */
  #move(ms: number, part: number): void {
    const { largestStep } = latency
    const step = Math.max(-largestStep, Math.min(largestStep, Math.log(ms / this.#ms)))
    this.#ms *= Math.exp(part * step)
  }
}
