import type { TargetState } from '../../contracts/target.ts'
import type { TokenPrice } from '../../contracts/usage.ts'
import { expectedCost } from '../../prices/expected-cost.ts'
import { ratesOf } from '../../prices/rates-of.ts'
import type { UsualUsage } from '../../prices/usual-usage.ts'
import type { UsageByPrice } from '../usage-by-price.ts'

/** A call as its price is looked up. */
export interface PricedCall {
  readonly inputTokens: number
  /** Those of them that are in the target's cache. */
  readonly cachedTokens: number
  readonly outputTokens: number
}

/**
 * What calls cost at a target, and how many tokens they use at its price. The price of a target is one object for as long as it does
 * not change, so it is read once.
 */
export class TargetPrice {
  readonly #target: TargetState
  readonly #usage: UsageByPrice
  #price: TokenPrice | undefined
  #usual: UsualUsage
  /** Of a token, in micro-dollars; `#cachedExtra` is what one in the cache costs more, which is below 0. */
  #inputRate = 0.5
  #cachedExtra = 0.5
  #outputRate = 0.5
  #isPlain = false

  constructor(target: TargetState, usage: UsageByPrice) {
    this.#target = target
    this.#usage = usage
    this.#price = target.cost
    this.#usual = usage.of(target.cost)
    this.#read()
  }

  /** What calls use at this price. */
  get usual(): UsualUsage {
    if (this.#target.cost !== this.#price) this.#follow()
    return this.#usual
  }

  /** In micro-dollars; Infinity when the price is not known. */
  microUsd(call: PricedCall): number {
    if (this.#target.cost !== this.#price) this.#follow()
    const { inputTokens, cachedTokens, outputTokens } = call
    if (!this.#isPlain) return this.#worked(call)
    return inputTokens * this.#inputRate + cachedTokens * this.#cachedExtra + outputTokens * this.#outputRate
  }

  #worked({ inputTokens, cachedTokens, outputTokens }: PricedCall): number {
    const cacheReadRatio = inputTokens > 0 ? cachedTokens / inputTokens : 0
    return expectedCost({ inputTokens, outputTokens, cacheReadRatio }, this.#price)
  }

  #follow(): void {
    this.#price = this.#target.cost
    this.#usual = this.#usage.of(this.#price)
    this.#read()
  }

  /** Prices of long prompts, and those of which a part is not known, are worked out for each call. */
  #read(): void {
    const price = this.#price
    this.#isPlain = false
    if (price === undefined || price.longInput !== undefined) return
    const { inputPerMTok: input, outputPerMTok: output, cacheReadPerMTok = input } = ratesOf(price, 0)
    if (input === undefined || output === undefined || cacheReadPerMTok === undefined) return
    this.#inputRate = input
    this.#cachedExtra = cacheReadPerMTok - input
    this.#outputRate = output
    this.#isPlain = true
  }
}
