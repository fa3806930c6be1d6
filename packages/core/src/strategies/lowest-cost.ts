import type { CallFacts } from '../contracts/call.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { Measurement, Strategy } from '../contracts/strategy.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import { finite } from '../options/checks.ts'
import { effectiveCost } from '../prices/effective-cost.ts'
import type { UsualUsage } from '../prices/usual-usage.ts'
import { defineStrategy } from './define-strategy.ts'
import { pickLeast } from './pick-least.ts'
import { groupByPrice, type PriceGroup } from './price-groups.ts'
import { Reservoir } from './reservoir.ts'
import { RevisionCache } from './revision-cache.ts'
import { UsageByPrice } from './usage-by-price.ts'
import { placeOfPoint } from './weight-sums.ts'

/** Settings of `lowestCost`: what to expect of a call whose size is not given. */
export interface LowestCostOptions {
  /** Input tokens of such a call, ≥ 0. @default as many as calls had before; 1000 before the first */
  readonly inputTokens?: number | undefined
  /**
   * Output tokens of such a call, ≥ 0; 0 where there are none, as for embeddings.
   *
   * @default as many as calls at this price had before, and those at all prices; 300 before the first
   */
  readonly outputTokens?: number | undefined
}

const table: OptionTable<LowestCostOptions> = { inputTokens: [finite], outputTokens: [finite] }

/** Targets are grouped by price at the third pick from the same candidates. */
const firstGroupedPick = 3

/**
 * Chooses the target at which the call is expected to cost least: prices × expected tokens. It learns how long answers become, how
 * much of the input is read from caches, and how much is spent on reasoning, of the targets of each price. A target whose price is
 * not known comes after all others, it is not taken for free; a price of 0 is free. Ties at random in proportion to weight.
 * O(number of different prices), O(n) when the candidates have just changed. Its load is the expected cost in micro-dollars.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function lowestCost(options: LowestCostOptions = {}): Strategy {
  const { inputTokens, outputTokens } = readOptions('lowestCost', options, table)
  const usage = new UsageByPrice()
  const given = { inputTokens, outputTokens }
  const costAt = (price: TokenPrice | undefined, own: UsualUsage, call: CallFacts): number =>
    effectiveCost(call, price, { own, all: usage.all, given })

  return defineStrategy('lowest-cost', ({ random }) => {
    const grouped = new RevisionCache((candidates) => groupByPrice(candidates, usage), firstGroupedPick)
    const scan = pickLeast(({ cost }, call) => costAt(cost, usage.of(cost), call), random)
    const reservoir = new Reservoir(random)
    return {
      pick(candidates, call, now) {
        const groups = grouped.of(candidates)
        if (groups === undefined) return scan(candidates, call, now)
        let best: PriceGroup | undefined
        reservoir.empty()
        for (const group of groups)
          if (reservoir.takes(costAt(group.cost, group.usual, call), group.weight)) best = group
        const place = best === undefined ? 0 : placeOfPoint(random() * best.weight, best.sums)
        return best?.targets[place] ?? candidates.at(0)
      },
      meter: {
        load: ({ cost }, _, call = anyCall) => costAt(cost, usage.of(cost), call),
        started: ({ cost }) => new LearningMeasurement(usage, usage.of(cost)),
      },
    }
  })
}

/** A call of which nothing is known. */
const anyCall: CallFacts = {
  ...{ inputTokens: 0, outputTokens: 0, affinityKey: undefined },
  ...{ attempt: 1, startedAt: 0, streaming: false },
}

/** Learns what one attempt used, when it was a success: one that was cut off used less than calls do. */
class LearningMeasurement implements Measurement {
  readonly #usage: UsageByPrice
  readonly #own: UsualUsage

  constructor(usage: UsageByPrice, own: UsualUsage) {
    this.#usage = usage
    this.#own = own
  }

  finished({ type, usage }: Outcome): void {
    if (type !== 'success' || usage === undefined) return
    this.#own.learn(usage)
    this.#usage.all.learn(usage)
  }
}
