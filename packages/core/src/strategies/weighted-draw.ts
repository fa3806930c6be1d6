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
  let sums = new Float64Array(8)
  let revision = 0

  /** The sum of the weights up to a place, that one included. */
  const sumAt = (place: number): number => sums[place] ?? 0
  /** Adds up the weights where they may have changed, and gives the sum of all. */
  const addUp = (candidates: Candidates): number => {
    const { length } = candidates
    if (candidates.revision === 0 || candidates.revision !== revision) {
      revision = candidates.revision
      if (sums.length < length) sums = new Float64Array(length * 2)
      let sum = 0
      for (let index = 0; index < length; index += 1) {
        sum += candidates.at(index).weight
        sums[index] = sum
      }
    }
    return sumAt(length - 1)
  }
  /** The first place whose sum is above the point, or the last one. */
  const placeOf = (point: number, length: number): number => {
    let low = 0
    let high = length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (sumAt(middle) > point) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    one: (candidates) => placeOf(random() * addUp(candidates), candidates.length),
    other(candidates, taken) {
      const sum = addUp(candidates)
      const start = sumAt(taken - 1)
      const width = sumAt(taken) - start
      const point = random() * (sum - width)
      const place = placeOf(point < start ? point : point + width, candidates.length)
      // Rounding may lead back to the one that is taken.
      return place === taken ? (taken + 1) % candidates.length : place
    },
  }
}
