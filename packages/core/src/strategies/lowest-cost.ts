import type { CallFacts } from '../contracts/call.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { finite } from '../options/checks.ts'
import { defineStrategy } from './define-strategy.ts'
import { pickLeast } from './pick-least.ts'

/** Settings of `lowestCost`: what to expect of a call whose size is not given. */
export interface LowestCostOptions {
  /** Input tokens of such a call, ≥ 0. @default 1000 */
  readonly inputTokens?: number
  /** Output tokens of such a call, ≥ 0; 0 where there are none, as for embeddings. @default 300 */
  readonly outputTokens?: number
}

const table: OptionTable<Required<LowestCostOptions>> = {
  inputTokens: [finite, 1000],
  outputTokens: [finite, 300],
}

/**
 * Chooses the target at which the call is expected to cost least: prices × expected input and output tokens. A target
 * whose price is not known comes after all others, it is not taken for free; a price of 0 is free. Ties at random in
 * proportion to weight. O(n).
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function lowestCost(options: LowestCostOptions = {}): Strategy {
  const { inputTokens, outputTokens } = readOptions('lowestCost', options, table)
  const expectedCost = ({ cost = {} }: TargetState, call: CallFacts): number =>
    priceOf(call.inputTokens > 0 ? call.inputTokens : inputTokens, cost.inputPerMTok) +
    priceOf(call.outputTokens > 0 ? call.outputTokens : outputTokens, cost.outputPerMTok)
  return defineStrategy('lowest-cost', (random) => ({ pick: pickLeast(expectedCost, random) }))
}

/** Tokens × price per million, the millionth left out; what is not used costs nothing, also at an unknown price. */
function priceOf(tokens: number, perMTok: number | undefined): number {
  if (tokens === 0) return 0
  return perMTok === undefined ? Infinity : tokens * perMTok
}
