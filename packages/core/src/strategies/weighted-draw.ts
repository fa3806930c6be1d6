import type { Candidates } from '../contracts/strategy.ts'
import type { Random } from '../time/random.ts'
import { placeOfPoint, sumsOfWeights } from './weight-sums.ts'
import { RevisionCache } from './revision-cache.ts'

/** Draws candidates at random, in proportion to their weights. Each method gives a candidate's index. */
export interface WeightedDraw {
  /** One of all candidates. */
  one(candidates: Candidates): number
  /** One of those that are not at `taken`; there must be two or more. */
  other(candidates: Candidates, taken: number): number
}

/** Places that are tried at random before all weights are added up. */
const mostTries = 8

/**
 * A {@link WeightedDraw} by rejection: a place at random is accepted with a probability of its weight out of the largest one, by
 * the fraction of the same random number. So the number of candidates does not matter; with equal weights the first try is
 * accepted. Where the weights differ so widely that all tries are rejected, sums of weights decide: the chances stay exactly
 * those of the weights, because each try is independent of the others. The sums are kept by revision, O(log n) per draw, and
 * added up for each such draw without one, O(n).
 */
export function createWeightedDraw(random: Random): WeightedDraw {
  const kept = new RevisionCache(sumsOfWeights)
  const draw = (candidates: Candidates, taken: number): number => {
    const { maxWeight } = candidates
    const count = candidates.length - (taken < 0 ? 0 : 1)
    for (let tries = 0; tries < mostTries && maxWeight < Infinity; tries += 1) {
      const point = random() * count
      const index = Math.floor(point)
      const place = taken >= 0 && index >= taken ? index + 1 : index
      if ((point - index) * maxWeight < candidates.at(place).weight) return place
    }
    const sums = kept.of(candidates)
    return sums === undefined ? drawByScan(candidates, taken, random) : drawBySums(sums, taken, random)
  }
  return { one: (candidates) => draw(candidates, -1), other: draw }
}

function drawBySums(sums: Float64Array, taken: number, random: Random): number {
  const start = sums[taken - 1] ?? 0
  const width = (sums[taken] ?? 0) - start
  const point = random() * ((sums.at(-1) ?? 0) - width)
  const place = placeOfPoint(point < start ? point : point + width, sums)
  // Rounding may lead back to the one that is taken.
  return place === taken ? (taken + 1) % sums.length : place
}

function drawByScan(candidates: Candidates, taken: number, random: Random): number {
  let total = 0
  for (let place = 0; place < candidates.length; place += 1)
    if (place !== taken) total += candidates.at(place).weight
  let left = random() * total
  let last = 0
  for (let place = 0; place < candidates.length; place += 1) {
    if (place === taken) continue
    last = place
    left -= candidates.at(place).weight
    if (left < 0) break
  }
  return last
}
