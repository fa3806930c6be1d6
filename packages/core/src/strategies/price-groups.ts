import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import type { UsualUsage } from '../prices/usual-usage.ts'
import type { UsageByPrice } from './usage-by-price.ts'
import { sumsOfWeights } from './weight-sums.ts'

/** Targets with the same prices. */
export interface PriceGroup {
  readonly cost: TokenPrice | undefined
  /** What their calls used. */
  readonly usual: UsualUsage
  readonly targets: readonly TargetState[]
  /** For each target the sum of its own weight and of those before it. */
  readonly sums: Float64Array
  /** All of them together. */
  readonly weight: number
}

/** The candidates by what `lowestCost` looks at. */
export function groupByPrice(candidates: Candidates, usage: UsageByPrice): PriceGroup[] {
  const groups = new Map<UsualUsage, TargetState[]>()
  for (const target of candidates) {
    const usual = usage.of(target.cost)
    const same = groups.get(usual)
    if (same === undefined) groups.set(usual, [target])
    else same.push(target)
  }
  return [...groups].map(([usual, targets]) => {
    const sums = sumsOfWeights(targets)
    return { cost: targets[0]?.cost, usual, targets, sums, weight: sums.at(-1) ?? 0 }
  })
}
