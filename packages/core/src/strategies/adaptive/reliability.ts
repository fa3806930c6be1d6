import { adaptiveConstants } from './constants.ts'

const { failures } = adaptiveConstants

/** A share of failures as plain data; durations in ms. */
export interface ReliabilityState {
  /** Within [0, 1]. */
  readonly failing: number
  /** Since the last call. */
  readonly agoMs: number
}

/** The share of a target's calls that fail, as it is expected now. */
export class Reliability {
  #failing = 0
  /** Whether that is next to nothing, as nearly always: a pick then does not read it. */
  #isSound = true
  #inARow = 0
  #heardAt = -Infinity

  succeeded(now: number): void {
    this.#inARow = 0
    this.#become(this.#failingAt(now) * (1 - failures.recovery), now)
  }

  failed(now: number): void {
    this.#worsen(Math.min(failures.most, failures.first * 2 ** this.#inARow), now)
    this.#inARow += 1
  }

  /** The target said that it is too much, although nothing is used up. */
  shed(now: number): void {
    this.#worsen(failures.shed, now)
  }

  /** What failures add to a call, in ms, when the next attempt takes `nextMs`: the expected number of them times what each costs. */
  costMs(now: number, nextMs: number): number {
    return this.#isSound ? 0 : this.#costMs(now, nextMs)
  }

  /** For `restore` of another one; undefined where there is nothing to tell. */
  export(now: number): ReliabilityState | undefined {
    if (this.#isSound) return undefined
    return { failing: this.#failing, agoMs: Math.max(0, now - this.#heardAt) }
  }

  /** Goes on from what another one has exported. @param at the clock time here of that moment */
  restore({ failing, agoMs }: ReliabilityState, at: number): void {
    this.#become(failing, at - agoMs)
  }

  #costMs(now: number, nextMs: number): number {
    const failing = this.#failingAt(now)
    return (failing / Math.max(failures.leastSuccesses, 1 - failing)) * (failures.retryMs + nextMs)
  }

  /** What fades while nothing is heard is gone, also when something is heard again. */
  #failingAt(now: number): number {
    const silentMs = now - this.#heardAt - failures.fadeAfterMs
    return silentMs > 0 ? this.#failing * Math.exp(-silentMs / failures.fadeMs) : this.#failing
  }

  /** Takes a part of the successes that are expected. */
  #worsen(part: number, now: number): void {
    const failing = this.#failingAt(now)
    this.#become(failing + part * (1 - failing), now)
  }

  #become(failing: number, now: number): void {
    this.#failing = failing
    this.#isSound = failing < failures.negligible
    this.#heardAt = now
  }
}
