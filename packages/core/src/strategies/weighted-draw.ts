import type { Candidates } from '../contracts/strategy.ts'
import type { Random } from '../random.ts'

/** Draws candidates at random, in proportion to their weights. Each method gives a candidate's index. */
export interface WeightedDraw {
  /** One of all candidates. */
  one(candidates: Candidates): number
  /** One of those that are not at `taken`; there must be two or more. */
  other(candidates: Candidates, taken: number): number
}

/**
 * A {@link WeightedDraw} by prefix sums and binary search: O(log n) while the candidates' revision stays, O(n) for a
 * view made for one pick. Allocates only when there are more candidates than ever before.
 */
export function createWeightedDraw(random: Random): WeightedDraw {
  let ends = new Float64Array(8)
  let revision = 0

  const end = (index: number): number => (index < 0 ? 0 : (ends[index] ?? 0))
  const refresh = (candidates: Candidates): void => {
    if (candidates.revision !== 0 && candidates.revision === revision) return
    if (ends.length < candidates.length) ends = new Float64Array(candidates.length * 2)
    let sum = 0
    for (let index = 0; index < candidates.length; index += 1) {
      sum += candidates.at(index).weight
      ends[index] = sum
    }
    revision = candidates.revision
  }
  const search = (candidates: Candidates, point: number): number => {
    let low = 0
    let high = candidates.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (end(middle) > point) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    one(candidates) {
      refresh(candidates)
      return search(candidates, random() * end(candidates.length - 1))
    },
    other(candidates, taken) {
      refresh(candidates)
      const start = end(taken - 1)
      const width = end(taken) - start
      const point = random() * (end(candidates.length - 1) - width)
      const index = search(candidates, point < start ? point : point + width)
      // Rounding may lead back to the one that is taken.
      return index === taken ? (taken + 1) % candidates.length : index
    },
  }
}
