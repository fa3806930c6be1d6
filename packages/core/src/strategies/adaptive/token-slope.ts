import { adaptiveConstants } from './constants.ts'

const { meanShare, slopeShare } = adaptiveConstants.tokens

/** No call has so many tokens. What a caller or a vendor says beyond that is a mistake, which would count for thousands of calls, or for ever. */
export const mostTokens = 10_000_000

/** A slope as plain data: what it is the quotient of. */
export interface SlopeState {
  readonly covariance: number
  readonly variance: number
}

/** A moving mean of two numbers that belong together. */
export interface MeanPair {
  tokens: number
  ms: number
  isKnown: boolean
}

/**
 * How many ms each further token takes: the slope of a regression over the latest calls. Each target has its own means, so that a slow
 * target with long prompts does not look like an effect of length.
 */
export class TokenSlope {
  readonly #mostMsPerToken: number
  #covariance = 0
  #variance = 0
  /** What the two come to: read several times for each pick, so it is worked out when they change. */
  #msPerToken = 0

  /** @param mostMsPerToken no token takes longer: the slope of the first few calls is mostly noise */
  constructor(mostMsPerToken: number) {
    this.#mostMsPerToken = mostMsPerToken
  }

  /** No token takes less than nothing. */
  get msPerToken(): number {
    return this.#msPerToken
  }

  /** A call of so many tokens took so long, at the target that the means are of. */
  observe(tokens: number, ms: number, means: MeanPair): void {
    if (!(tokens < mostTokens)) return
    if (!means.isKnown) {
      means.isKnown = true
      means.tokens = tokens
      means.ms = ms
      return
    }
    const [moreTokens, moreMs] = [tokens - means.tokens, ms - means.ms]
    means.tokens += meanShare * moreTokens
    means.ms += meanShare * moreMs
    this.#become(
      this.#covariance + slopeShare * (moreTokens * moreMs - this.#covariance),
      this.#variance + slopeShare * (moreTokens * moreTokens - this.#variance),
    )
  }

  /** For `restore` of another one; undefined before two calls differed. */
  export(): SlopeState | undefined {
    return this.#variance > 0 ? { covariance: this.#covariance, variance: this.#variance } : undefined
  }

  /** Goes on from what another one has exported. */
  restore({ covariance, variance }: SlopeState): void {
    this.#become(covariance, variance)
  }

  #become(covariance: number, variance: number): void {
    this.#covariance = covariance
    this.#variance = variance
    const slope = variance > 0 ? covariance / variance : 0
    this.#msPerToken = Math.min(this.#mostMsPerToken, Math.max(0, slope))
  }
}
