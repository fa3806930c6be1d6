import type { LongInputPrice, TokenPrice, TokenRates } from '../contracts/usage.ts'
import { finite, positive } from '../options/checks.ts'
import { optionsOf, required, type OptionTable } from '../options/read-options.ts'

const ratesTable: OptionTable<TokenRates> = {
  inputPerMTok: [finite],
  outputPerMTok: [finite],
  cacheReadPerMTok: [finite],
  cacheWritePerMTok: [finite],
  reasoningPerMTok: [finite],
}
const longInputTable: OptionTable<LongInputPrice> = { aboveTokens: [positive, required], ...ratesTable }

/** The check of each part of a {@link TokenPrice}. */
export const priceTable: OptionTable<TokenPrice> = { ...ratesTable, longInput: [optionsOf(longInputTable)] }
