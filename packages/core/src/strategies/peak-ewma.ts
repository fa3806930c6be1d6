import type { Strategy } from '../contracts/strategy.ts'
import { peakEwmaMeter, type PeakEwmaOptions } from '../load/peak-ewma-latency.ts'
import { defineStrategy } from './define-strategy.ts'
import { createWeightedDraw } from './weighted-draw.ts'

/**
 * Draws two different targets at random, in proportion to weight, and chooses the one with the smaller
 * `peakEwmaLatency`. Two choices are enough to keep away from slow targets and too few for a stampede to the best one
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001; Finagle's `p2c`). O(log n) while the
 * candidates stay the same, else O(n).
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function peakEwma(options: PeakEwmaOptions = {}): Strategy {
  const meter = peakEwmaMeter('peakEwma', options)
  return defineStrategy('peak-ewma', (random) => {
    const draw = createWeightedDraw(random)
    return {
      meter,
      pick(candidates, _call, now) {
        if (candidates.length === 1) return candidates.at(0)
        const place = draw.one(candidates)
        const one = candidates.at(place)
        const other = candidates.at(draw.other(candidates, place))
        return meter.load(other, now) < meter.load(one, now) ? other : one
      },
    }
  })
}
