import type { LoadMeter, Strategy } from '../contracts/strategy.ts'
import { checkText, oneOf } from '../options/checks.ts'
import { readOptions, required, type OptionTable } from '../options/read-options.ts'
import { checkMeter } from './check-meter.ts'
import { defineStrategy } from './define-strategy.ts'
import { pickLeast, type TieShare } from './pick-least.ts'
import { protectedLoad } from './protected-load.ts'

/** Which of several equally loaded targets is chosen: at random in proportion to weight, at random, or the one added first. */
export type TieBreak = 'by-weight' | 'even' | 'first'

/** Settings of `leastLoaded`. */
export interface LeastLoadedOptions {
  /** Measures the targets; smaller is better. */
  readonly meter: LoadMeter
  /** @default 'by-weight' */
  readonly tieBreak?: TieBreak
}

const table: OptionTable<Required<LeastLoadedOptions>> = {
  meter: [checkMeter, required],
  tieBreak: [oneOf('by-weight', 'even', 'first'), 'by-weight'],
}

const shares: Record<TieBreak, TieShare | undefined> = {
  'by-weight': undefined,
  even: () => 1,
  first: () => 0,
}

/**
 * A strategy of your own name that chooses the target which is least loaded by what `meter` measures. It asks the meter about
 * every candidate, O(n): where there are hundreds and a good target will do, `powerOfTwoChoices` costs the same for any number
 * and does not send every balancer of a fleet to the same best one.
 *
 * @throws TypeError when the name is empty or an option is wrong
 * @example
 * const strategy = leastLoaded('shortest-queue', { meter: { load: (target) => queueLengths.get(target.id) ?? 0 } })
 */
export function leastLoaded(name: string, options: LeastLoadedOptions): Strategy {
  checkText('name', name, 'leastLoaded')
  const { meter, tieBreak } = readOptions('leastLoaded', options, table)
  return defineStrategy(name, ({ random, report }) => ({
    meter,
    pick: pickLeast(protectedLoad(name, meter, report), random, shares[tieBreak]),
  }))
}
