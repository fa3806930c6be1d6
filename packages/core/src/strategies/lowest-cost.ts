import type { CallFacts } from '../contracts/call.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import { checkKnown, checkNumber } from '../options.ts'
import { createBinding } from './binding.ts'
import { pickLeast } from './pick-least.ts'

/** Settings of `lowestCost`: what to expect of a call that says nothing of its size. */
export interface LowestCostOptions {
  /** Input tokens of such a call, ≥ 0. @default 1000 */
  readonly inputTokens?: number
  /** Output tokens of such a call, ≥ 0; 0 where there are none, as for embeddings. @default 300 */
  readonly outputTokens?: number
}

const defaults = { inputTokens: 1000, outputTokens: 300 } as const

/**
 * Chooses the target at which the call is expected to cost least: prices × expected input and output tokens. A target
 * whose price is not known comes after all others, it is not taken for free; a price of 0 is free. Ties at random in
 * proportion to weight. O(n).
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function lowestCost(options: LowestCostOptions = {}): Strategy {
  checkKnown('lowestCost', options, Object.keys(defaults))
  const range = { min: 0, max: Infinity } as const
  const inputTokens = checkNumber('inputTokens', options.inputTokens ?? defaults.inputTokens, range)
  const outputTokens = checkNumber('outputTokens', options.outputTokens ?? defaults.outputTokens, range)
  const binding = createBinding('lowest-cost')

  const expectedCost = (prices: TokenPrice | undefined, call: CallFacts): number =>
    priceOf(call.inputTokens > 0 ? call.inputTokens : inputTokens, prices?.inputPerMTok) +
    priceOf(call.outputTokens > 0 ? call.outputTokens : outputTokens, prices?.outputPerMTok)

  return {
    name: 'lowest-cost',
    bind: binding.bind,
    pick: pickLeast((target, call) => expectedCost(target.cost, call), binding.random),
  }
}

/** Tokens × price per million, the millionth left out; what is not used costs nothing, also at an unknown price. */
function priceOf(tokens: number, perMTok: number | undefined): number {
  if (tokens === 0) return 0
  return perMTok === undefined ? Infinity : tokens * perMTok
}
