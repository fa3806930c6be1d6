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
  #mean: number | undefined

  /** Tokens that a call will use; 0 where nothing is known. A whole number. */
  of(estimate: number): number {
    if (!(estimate > 0)) return Math.ceil(this.#mean ?? 0)
    return Math.max(1, Math.ceil(estimate * this.#correction))
  }

  get #correction(): number {
    if (this.#estimated === 0) return 1
    const ratio = this.#real / this.#estimated
    return Math.min(mostCorrection, Math.max(1 / mostCorrection, ratio))
  }

  /** A call used so many tokens, of which so many had been estimated; 0 when there was no estimate. */
  learn(estimate: number, real: number): void {
    this.#mean = this.#mean === undefined ? real : memory * this.#mean + (1 - memory) * real
    if (!(estimate > 0)) return
    this.#estimated = memory * this.#estimated + estimate
    this.#real = memory * this.#real + real
  }
}
