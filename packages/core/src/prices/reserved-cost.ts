import type { CallFacts } from '../contracts/call.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import { expectedCost } from './expected-cost.ts'
import type { UsualUsage } from './usual-usage.ts'

/** The size of a call of which nothing is known, and no other one has been seen. */
const usualTokens = 1000

/** More than this counts as this, so that a known price never gives a cost that is not known. */
const mostTokens = 1e12

/**
 * What to set aside for a call before it is made, in whole micro-dollars, rounded up. Its output is what the caller expects of it,
 * else the longest that it allows, else more than nearly every call took so far.
 *
 * @param usual what calls used so far
 * @returns Infinity when a price is not known
 */
export function reservedCost(
  call: Pick<CallFacts, 'inputTokens' | 'outputTokens' | 'maxOutputTokens'>,
  price: TokenPrice | undefined,
  usual?: UsualUsage,
): number {
  const { inputTokens, outputTokens, maxOutputTokens = Infinity } = call
  const longest = maxOutputTokens < Infinity ? maxOutputTokens : (usual?.mostOutputTokens ?? usualTokens)
  const expected = {
    inputTokens: Math.min(mostTokens, inputTokens > 0 ? inputTokens : (usual?.inputTokens ?? usualTokens)),
    outputTokens: Math.min(mostTokens, outputTokens > 0 ? outputTokens : longest),
    cacheWriteRatio: usual?.cacheWriteRatio ?? 0,
    reasoningRatio: usual?.reasoningRatio ?? 0,
  }
  return Math.ceil(expectedCost(expected, price))
}
