import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { TokenPrice } from '../contracts/usage.ts'
import { sumsOfWeights } from './weight-sums.ts'

/** Targets with the same prices. */
export interface PriceGroup {
  readonly cost: TokenPrice | undefined
  readonly targets: readonly TargetState[]
  /** For each target the sum of its own weight and of those before it. */
  readonly sums: Float64Array
  /** All of them together. */
  readonly weight: number
}

/** The candidates by what `lowestCost` looks at. */
export function groupByPrice(candidates: Candidates): PriceGroup[] {
  const byInput = new Map<number | undefined, Map<number | undefined, TargetState[]>>()
  for (const target of candidates) {
    const { inputPerMTok, outputPerMTok } = target.cost ?? {}
    const byOutput = byInput.get(inputPerMTok) ?? new Map<number | undefined, TargetState[]>()
    byInput.set(inputPerMTok, byOutput)
    const same = byOutput.get(outputPerMTok)
    if (same === undefined) byOutput.set(outputPerMTok, [target])
    else same.push(target)
  }
  return [...byInput.values()].flatMap((byOutput) => [...byOutput.values()].map(priceGroup))
}

function priceGroup(targets: readonly TargetState[]): PriceGroup {
  const sums = sumsOfWeights(targets)
  return { cost: targets[0]?.cost, targets, sums, weight: sums.at(-1) ?? 0 }
}
