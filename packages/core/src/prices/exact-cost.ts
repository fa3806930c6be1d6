import type { TokenPrice, TokenUsage } from '../contracts/usage.ts'
import { ratesOf } from './rates-of.ts'

/** Prices count in millionths of a micro-dollar per token, which is a millionth of a dollar per million tokens. */
const perMicroUsd = 1_000_000

/**
 * A sum of costs without any rounding error, however many are added: whole micro-dollars, and millionths of one. Prices are rounded
 * to a millionth of a dollar per million tokens.
 */
export class ExactCost {
  #micros = 0
  /** Below {@link perMicroUsd} between two calls. */
  #millionths = 0
  #nextMicros = 0
  #nextMillionths = 0

  /** Rounded to whole micro-dollars, half of one up: the only place where a cost is rounded. */
  get microUsd(): number {
    return this.#micros + (this.#millionths * 2 >= perMicroUsd ? 1 : 0)
  }

  /**
   * Adds what so many tokens cost.
   *
   * @returns false when that is not known; nothing is added then
   */
  add(usage: TokenUsage, price: TokenPrice): boolean {
    const { inputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage
    if (inputTokens === undefined) return false
    const rates = ratesOf(price, inputTokens)
    const { inputPerMTok: input, outputPerMTok: output } = rates
    // A call without any output, such as one for embeddings, has no price for it either.
    const { outputTokens = output === undefined || output === 0 ? 0 : undefined } = usage
    if (outputTokens === undefined) return false
    this.#nextMicros = this.#micros
    this.#nextMillionths = this.#millionths
    const isKnown =
      this.#addTokens(Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens), input) &&
      this.#addTokens(cacheReadTokens, rates.cacheReadPerMTok ?? input) &&
      this.#addTokens(cacheWriteTokens, rates.cacheWritePerMTok ?? input) &&
      this.#addTokens(Math.max(0, outputTokens - reasoningTokens), output) &&
      this.#addTokens(reasoningTokens, rates.reasoningPerMTok ?? output)
    if (!isKnown) return false
    const rest = this.#nextMillionths % perMicroUsd
    const micros = this.#nextMicros + (this.#nextMillionths - rest) / perMicroUsd
    // So many tokens are a mistake of their vendor.
    if (!Number.isSafeInteger(micros) || !Number.isSafeInteger(this.#nextMillionths)) return false
    this.#micros = micros
    this.#millionths = rest
    return true
  }

  /** False when their price is not known. */
  #addTokens(count: number, perMTok: number | undefined): boolean {
    if (count === 0) return true
    if (perMTok === undefined) return false
    const tokens = Math.round(count)
    const price = Math.round(perMTok * perMicroUsd)
    const fraction = price % perMicroUsd
    this.#nextMicros += tokens * ((price - fraction) / perMicroUsd)
    this.#nextMillionths += tokens * fraction
    return true
  }
}
