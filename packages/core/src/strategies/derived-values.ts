import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/**
 * A function that gives one value per candidate, derived in their order, once per revision. Its array is used again by
 * the next call: read it during one pick only.
 */
export function derivedValues<Value>(
  derive: (target: TargetState, index: number) => Value,
): (candidates: Candidates) => readonly Value[] {
  const values: Value[] = []
  let revision = 0
  return (candidates) => {
    if (candidates.revision !== 0 && candidates.revision === revision) return values
    revision = candidates.revision
    values.length = candidates.length
    for (let index = 0; index < values.length; index += 1) values[index] = derive(candidates.at(index), index)
    return values
  }
}
