import type { TokenPrice, TokenUsage } from '../contracts/usage.ts'
import { ExactCost } from './exact-cost.ts'

/**
 * What a call cost, in whole micro-dollars (millionths of a US dollar), half of one rounded up. Cached tokens are part of the input
 * tokens, and reasoning tokens of the output tokens.
 *
 * @returns undefined when it is not known: a price is missing for tokens that were used, or the usage does not say how many
 */
export function costOf(usage: TokenUsage, price: TokenPrice | undefined): number | undefined {
  if (price === undefined) return undefined
  const cost = new ExactCost()
  return cost.add(usage, price) ? cost.microUsd : undefined
}
