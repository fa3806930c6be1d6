import type { TargetState } from '../contracts/target.ts'

/** For each target the sum of its own weight and of those before it. */
export function sumsOfWeights(targets: Iterable<TargetState> & { readonly length: number }): Float64Array {
  const sums = new Float64Array(targets.length)
  let place = 0
  let sum = 0
  for (const { weight } of targets) {
    sums[place] = sum += weight
    place += 1
  }
  return sums
}

/** The first place whose sum is above the point, or the last one. */
export function placeOfPoint(point: number, sums: Float64Array): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sums[middle] ?? 0) > point) high = middle
    else low = middle + 1
  }
  return low
}
