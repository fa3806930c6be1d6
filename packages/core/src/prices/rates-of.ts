import type { TokenPrice, TokenRates } from '../contracts/usage.ts'

/** The prices of a call with so much input. */
export function ratesOf(price: TokenPrice, inputTokens: number): TokenRates {
  const { longInput } = price
  if (longInput === undefined || !(inputTokens > longInput.aboveTokens)) return price
  const {
    inputPerMTok = price.inputPerMTok,
    outputPerMTok = price.outputPerMTok,
    cacheReadPerMTok = price.cacheReadPerMTok,
    cacheWritePerMTok = price.cacheWritePerMTok,
    reasoningPerMTok = price.reasoningPerMTok,
  } = longInput
  return { inputPerMTok, outputPerMTok, cacheReadPerMTok, cacheWritePerMTok, reasoningPerMTok }
}
