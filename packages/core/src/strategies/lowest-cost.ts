import type { CallFacts } from '../contracts/call.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { finite } from '../options/checks.ts'
import { defineStrategy } from './define-strategy.ts'
import { pickLeast } from './pick-least.ts'
import { groupByPrice, type PriceGroup } from './price-groups.ts'
import { Reservoir } from './reservoir.ts'
import { RevisionCache } from './revision-cache.ts'
import { placeOfPoint } from './weight-sums.ts'

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

/** Targets are grouped by price at the third pick from the same candidates. */
const firstGroupedPick = 3

/**
 * Chooses the target at which the call is expected to cost least: prices × expected input and output tokens. A target
 * whose price is not known comes after all others, it is not taken for free; a price of 0 is free. Ties at random in
 * proportion to weight. O(number of different prices), O(n) when the candidates have just changed.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function lowestCost(options: LowestCostOptions = {}): Strategy {
  const { inputTokens, outputTokens } = readOptions('lowestCost', options, table)
  const expectedCost = ({ cost = {} }: Pick<TargetState, 'cost'>, call: CallFacts): number =>
    priceOf(call.inputTokens > 0 ? call.inputTokens : inputTokens, cost.inputPerMTok) +
    priceOf(call.outputTokens > 0 ? call.outputTokens : outputTokens, cost.outputPerMTok)

  return defineStrategy('lowest-cost', ({ random }) => {
    const grouped = new RevisionCache(groupByPrice, firstGroupedPick)
    const scan = pickLeast(expectedCost, random)
    const reservoir = new Reservoir(random)
    return {
      pick(candidates, call, now) {
        const groups = grouped.of(candidates)
        if (groups === undefined) return scan(candidates, call, now)
        let best: PriceGroup | undefined
        reservoir.empty()
        for (const group of groups) if (reservoir.takes(expectedCost(group, call), group.weight)) best = group
        const place = best === undefined ? 0 : placeOfPoint(random() * best.weight, best.sums)
        return best?.targets[place] ?? candidates.at(0)
      },
    }
  })
}

/** Tokens × price per million, the millionth left out; what is not used costs nothing, also at an unknown price. */
function priceOf(tokens: number, perMTok: number | undefined): number {
  if (tokens === 0) return 0
  return perMTok === undefined ? Infinity : tokens * perMTok
}
