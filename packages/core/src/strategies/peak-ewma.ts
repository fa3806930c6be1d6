import type { Strategy } from '../contracts/strategy.ts'
import { peakEwmaMeter, type PeakEwmaOptions } from '../load/peak-ewma-latency.ts'
import { powerOfTwoChoices } from './power-of-two-choices.ts'

/**
 * `powerOfTwoChoices` by `peakEwmaLatency`: of two targets drawn at random, the one that is expected to answer sooner.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function peakEwma(options: PeakEwmaOptions = {}): Strategy {
  return powerOfTwoChoices({ name: 'peak-ewma', meter: peakEwmaMeter('peakEwma', options) })
}
