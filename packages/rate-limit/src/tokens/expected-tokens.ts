import type { SavedTokens } from '../contracts/state.ts'

/** How much of what was learnt before stays with each new call: the last twenty or so count. */
const memory = 0.95
/** Estimates are corrected by no more than this factor either way. */
const mostCorrection = 10

/**
 * Corrects estimates of tokens by what calls really used: by the sum of the real tokens over the sum of the estimated ones, of
 * the latest calls. Calls without an estimate are expected to use as much as the latest calls did on average.
 */
export class ExpectedTokens {
  #estimated = 0
  #real = 0
  /** By which estimates are multiplied. */
  #correction = 1
  /** Tokens of the latest calls on average; below 0 while there was none. */
  #mean = -1

  /** Tokens that a call will use; 0 where nothing is known. A whole number. */
  of(estimate: number): number {
    if (!(estimate > 0)) return Math.max(0, Math.ceil(this.#mean))
    return Math.max(1, Math.ceil(estimate * this.#correction))
  }

  /** A call used so many tokens, of which so many had been estimated; 0 when there was no estimate. */
  learn(estimate: number, real: number): void {
    this.#mean = this.#mean < 0 ? real : memory * this.#mean + (1 - memory) * real
    if (!(estimate > 0)) return
    // One that is far off counts as one that is just too far off to be followed.
    const most = mostCorrection * Math.max(real, this.#mean)
    this.#estimated = memory * this.#estimated + Math.min(estimate, most)
    this.#real = memory * this.#real + real
    this.#correct()
  }

  export(): SavedTokens {
    const learnt = { estimated: this.#estimated, real: this.#real }
    return this.#mean < 0 ? learnt : { ...learnt, mean: this.#mean }
  }

  import({ estimated, real, mean = -1 }: SavedTokens): void {
    this.#estimated = estimated
    this.#real = real
    this.#mean = mean
    if (estimated > 0) this.#correct()
  }

  #correct(): void {
    const ratio = this.#real / this.#estimated
    this.#correction = Math.min(mostCorrection, Math.max(1 / mostCorrection, ratio))
  }
}
