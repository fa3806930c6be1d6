import type { Candidates } from '../contracts/strategy.ts'
import type { Random } from '../time/random.ts'
import { derivedValues } from './derived-values.ts'

/** Draws candidates at random, in proportion to their weights. Each method gives a candidate's index. */
export interface WeightedDraw {
  /** One of all candidates. */
  one(candidates: Candidates): number
  /** One of those that are not at `taken`; there must be two or more. */
  other(candidates: Candidates, taken: number): number
}

/**
 * A {@link WeightedDraw} by prefix sums and binary search: O(log n) while the candidates' revision stays, O(n) for a
 * view made for one pick.
 */
export function createWeightedDraw(random: Random): WeightedDraw {
  let sum = 0
  const sumsOf = derivedValues((target, index) => (sum = index === 0 ? target.weight : sum + target.weight))
  return {
    one(candidates) {
      const sums = sumsOf(candidates)
      return placeOf(random() * sumAt(sums, sums.length - 1), sums)
    },
    other(candidates, taken) {
      const sums = sumsOf(candidates)
      const start = sumAt(sums, taken - 1)
      const width = sumAt(sums, taken) - start
      const point = random() * (sumAt(sums, sums.length - 1) - width)
      const place = placeOf(point < start ? point : point + width, sums)
      // Rounding may lead back to the one that is taken.
      return place === taken ? (taken + 1) % sums.length : place
    },
  }
}

function sumAt(sums: readonly number[], index: number): number {
  return sums[index] ?? 0
}

/** The first place whose sum is above the point, or the last one. */
function placeOf(point: number, sums: readonly number[]): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sumAt(sums, middle) > point) high = middle
    else low = middle + 1
  }
  return low
}
