import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/**
 * Candidates for a strategy under test, in the order given. With a `revision` above 0 the strategy may keep what it
 * derives from them, so give each change of the targets a new one. @default 0, a view for one pick
 */
export function candidatesOf(targets: readonly TargetState[], revision = 0): Candidates {
  return {
    length: targets.length,
    revision,
    at(index) {
      const target = targets[index]
      if (target === undefined) throw new RangeError(`there is no candidate ${index} of ${targets.length}`)
      return target
    },
    [Symbol.iterator]: () => targets[Symbol.iterator](),
  }
}
