import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/** The target's index, most likely `guess`; -1 when it is not among the candidates. */
export function placeOf(target: TargetState | undefined, candidates: Candidates, guess = 0): number {
  if (guess < candidates.length && candidates.at(guess) === target) return guess
  for (let index = 0; index < candidates.length; index += 1) {
    if (candidates.at(index) === target) return index
  }
  return -1
}
