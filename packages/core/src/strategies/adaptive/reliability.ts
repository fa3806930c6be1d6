import { adaptiveConstants } from './constants.ts'

const { failures } = adaptiveConstants

/** The share of a target's calls that succeed, as it is expected now. */
export class Reliability {
  #successes = 1
  #inARow = 0
  #heardAt = -Infinity

  succeeded(now: number): void {
    this.#successes += failures.recovery * (1 - this.#successes)
    this.#inARow = 0
    this.#heardAt = now
  }

  failed(now: number): void {
    this.#successes *= 1 - Math.min(failures.most, failures.first * 2 ** this.#inARow)
    this.#inARow += 1
    this.#heardAt = now
  }

  /** The target said that it is too much, although nothing is used up. */
  shed(now: number): void {
    this.#successes *= 1 - failures.shed
    this.#heardAt = now
  }

  /** What failures add to a call, in ms, when the next attempt takes `nextMs`: the expected number of them times what each costs. */
  costMs(now: number, nextMs: number): number {
    let failing = 1 - this.#successes
    if (failing < 0.005) return 0
    const silentMs = now - this.#heardAt - failures.fadeAfterMs
    if (silentMs > 0) failing *= Math.exp(-silentMs / failures.fadeMs)
    return (failing / Math.max(0.05, 1 - failing)) * (failures.retryMs + nextMs)
  }
}
