import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/** The candidate with the lowest priority number; of several, the first. */
export function firstByPriority(candidates: Candidates): TargetState {
  let first = candidates.at(0)
  for (let index = 1; index < candidates.length; index += 1) {
    const target = candidates.at(index)
    if (target.priority < first.priority) first = target
  }
  return first
}
