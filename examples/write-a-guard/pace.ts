import type { Guard } from '@llm-balancer/core'
import { atLeastOne, nonNegative, readOptions, type OptionTable } from '@llm-balancer/core/options'

/** Settings of `pace`. */
export interface PaceOptions {
  /** Most calls that run at a time; a whole number ≥ 1 or Infinity. @default Infinity */
  readonly maxInFlight?: number
  /** Least time between the beginnings of two calls, in ms ≥ 0. @default 0 */
  readonly gapMs?: number
}

const table: OptionTable<Required<PaceOptions>> = {
  maxInFlight: [atLeastOne, Infinity],
  gapMs: [nonNegative, 0],
}

/**
 * A guard for a target that takes a limited number of calls at a time, or needs a pause between two calls.
 *
 * @throws RangeError or TypeError naming the option that is wrong
 */
export function pace(options: PaceOptions = {}): Guard {
  const { maxInFlight, gapMs } = readOptions('pace', options, table)
  let inFlight = 0
  let nextAt = -Infinity

  return {
    name: 'pace',
    availableAt: (now) => (inFlight < maxInFlight ? Math.max(now, nextAt) : Infinity),
    acquire(now) {
      if (inFlight >= maxInFlight || nextAt > now) return null
      const [previousAt, ownAt] = [nextAt, now + gapMs]
      inFlight += 1
      nextAt = ownAt
      let isReleased = false
      return {
        release(outcome) {
          if (isReleased) return
          isReleased = true
          inFlight -= 1
          // A call that was never made needs no gap after it, unless another one has begun since.
          if (outcome.type === 'neutral' && outcome.unsent && nextAt === ownAt) nextAt = previousAt
        },
      }
    },
    reset() {
      nextAt = -Infinity
    },
  }
}
