import type { TokenPrice, TokenRates } from '@llm-balancer/core'

/**
 * The highest of several prices, for each kind of token, those of long inputs included: what a call costs at most, whichever of them it
 * is made at. Undefined when one of them is not known, or there is none.
 */
export function dearestPrice(prices: readonly (TokenPrice | undefined)[]): TokenPrice | undefined {
  const rates = prices.flatMap((price) => (price === undefined ? [{}] : ratesOf(price)))
  const most = (name: keyof TokenRates, otherwise: keyof TokenRates): number | undefined => {
    const all = rates.map((one: TokenRates) => one[name] ?? one[otherwise])
    return all.some((rate) => rate === undefined) ? undefined : Math.max(...(all as number[]))
  }
  const inputPerMTok = most('inputPerMTok', 'inputPerMTok')
  const outputPerMTok = most('outputPerMTok', 'outputPerMTok')
  if (rates.length === 0 || inputPerMTok === undefined || outputPerMTok === undefined) return undefined
  return {
    inputPerMTok,
    outputPerMTok,
    cacheReadPerMTok: most('cacheReadPerMTok', 'inputPerMTok'),
    cacheWritePerMTok: most('cacheWritePerMTok', 'inputPerMTok'),
    reasoningPerMTok: most('reasoningPerMTok', 'outputPerMTok'),
  }
}

function ratesOf({ longInput, ...rates }: TokenPrice): readonly TokenRates[] {
  return longInput === undefined ? [rates] : [rates, { ...rates, ...longInput }]
}
