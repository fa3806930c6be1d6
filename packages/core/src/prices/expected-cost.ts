import type { TokenPrice, TokenRates } from '../contracts/usage.ts'
import { ratesOf } from './rates-of.ts'

/** How many tokens a call is expected to use, and the shares of them that have a price of their own. */
export interface ExpectedUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  /** @default 0 */
  readonly cacheReadRatio?: number
  /** @default 0 */
  readonly cacheWriteRatio?: number
  /** @default 0 */
  readonly reasoningRatio?: number
}

/** What a call is expected to cost, in micro-dollars, not rounded; Infinity when a price is not known. */
export function expectedCost(expected: ExpectedUsage, price: TokenPrice | undefined): number {
  const { inputTokens, outputTokens, cacheReadRatio = 0, cacheWriteRatio = 0, reasoningRatio = 0 } = expected
  const rates = price === undefined ? noRates : ratesOf(price, inputTokens)
  const { inputPerMTok: input, outputPerMTok: output } = rates
  const cacheRead = inputTokens * cacheReadRatio
  const cacheWrite = inputTokens * cacheWriteRatio
  const reasoning = outputTokens * reasoningRatio
  return (
    priceOf(Math.max(0, inputTokens - cacheRead - cacheWrite), input) +
    priceOf(cacheRead, rates.cacheReadPerMTok ?? input) +
    priceOf(cacheWrite, rates.cacheWritePerMTok ?? input) +
    priceOf(Math.max(0, outputTokens - reasoning), output) +
    priceOf(reasoning, rates.reasoningPerMTok ?? output)
  )
}

const noRates: TokenRates = {}

/** Dollars per million tokens are micro-dollars per token. What is not used costs nothing, also at an unknown price. */
function priceOf(tokens: number, perMTok: number | undefined): number {
  if (tokens === 0) return 0
  return perMTok === undefined ? Infinity : tokens * perMTok
}
