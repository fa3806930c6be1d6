import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/**
 * A function that gives one value per candidate, in their order, derived once per revision. Its array is used again by
 * the next call: read it during one pick only.
 */
export function derivedValues<Value>(
  derive: (target: TargetState) => Value,
): (candidates: Candidates) => readonly Value[] {
  const values: Value[] = []
  let revision = 0
  return (candidates) => {
    if (candidates.revision !== 0 && candidates.revision === revision) return values
    values.length = candidates.length
    for (let index = 0; index < candidates.length; index += 1) values[index] = derive(candidates.at(index))
    revision = candidates.revision
    return values
  }
}
