import type { LoadMeter, Strategy } from '../contracts/strategy.ts'
import { checkText } from '../options/checks.ts'
import { readOptions, required, type OptionTable } from '../options/read-options.ts'
import { checkMeter } from './check-meter.ts'
import { defineStrategy } from './define-strategy.ts'
import { protectedLoad } from './protected-load.ts'
import { createWeightedDraw } from './weighted-draw.ts'

/** Settings of `powerOfTwoChoices`. */
export interface PowerOfTwoChoicesOptions {
  /** Measures the two that are drawn; smaller is better. */
  readonly meter: LoadMeter
  /** Names the strategy in trails, snapshots and errors. @default 'power-of-two-choices' */
  readonly name?: string
}

const table: OptionTable<Required<PowerOfTwoChoicesOptions>> = {
  meter: [checkMeter, required],
  name: [checkText, 'power-of-two-choices'],
}

/**
 * Draws two different targets at random, in proportion to weight, and chooses the one that is less loaded by what `meter`
 * measures. Two choices are enough to keep away from loaded targets and too few for a stampede to the best one
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001; Finagle's `p2c`). The cost of a pick does not
 * depend on the number of targets, unless weights differ widely: then O(log n), and O(n) whenever the candidates change.
 *
 * @throws TypeError naming the option that is wrong
 */
export function powerOfTwoChoices(options: PowerOfTwoChoicesOptions): Strategy {
  const { meter, name } = readOptions('powerOfTwoChoices', options, table)
  return defineStrategy(name, ({ random, report }) => {
    const draw = createWeightedDraw(random)
    const loadOf = protectedLoad(name, meter, report)
    return {
      meter,
      pick(candidates, call, now) {
        if (candidates.length === 1) return candidates.at(0)
        const place = draw.one(candidates)
        const one = candidates.at(place)
        const other = candidates.at(draw.other(candidates, place))
        return loadOf(other, call, now) < loadOf(one, call, now) ? other : one
      },
    }
  })
}
