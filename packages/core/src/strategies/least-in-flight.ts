import type { Measurement, Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { inFlight } from '../load/in-flight.ts'
import { defineStrategy } from './define-strategy.ts'
import { InFlightIndex } from './in-flight-index.ts'
import { pickLeast } from './pick-least.ts'
import { RevisionCache } from './revision-cache.ts'

/** Up to this many candidates looking at each costs less than an index of them. */
const fewCandidates = 32

/** An index is made at the third pick from the same candidates: those that change from pick to pick are looked at one by one. */
const firstIndexedPick = 3

/**
 * Chooses the target with the fewest running attempts per weight; ties at random in proportion to weight. Put guards
 * before it: a target that fails fast always has the fewest running. O(number of different weights), O(n) when the candidates have
 * just changed.
 */
export function leastInFlight(): Strategy {
  const meter = inFlight()
  return defineStrategy('least-in-flight', ({ random }) => {
    const indexes = new RevisionCache((candidates) => new InFlightIndex(candidates, random), firstIndexedPick)
    const scan = pickLeast((target, _call, now) => meter.load(target, now), random)
    const count = (target: TargetState): void => {
      indexes.forEach((index) => {
        index.update(target)
      })
    }
    return {
      meter: {
        ...meter,
        started(target): Measurement {
          count(target)
          return {
            finished() {
              count(target)
            },
          }
        },
      },
      pick(candidates, call, now) {
        const index = candidates.length > fewCandidates ? indexes.of(candidates) : undefined
        return index?.pick() ?? scan(candidates, call, now)
      },
      forget(target) {
        indexes.forEach((index) => {
          index.forget(target)
        })
      },
    }
  })
}
