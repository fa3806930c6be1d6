import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/** Candidates as a list that can be filled anew for each pick, so that picking allocates nothing. */
export class CandidateView extends Array<TargetState> implements Candidates {
  revision = 0

  /** @throws RangeError for a place that nobody has */
  override at(index: number): TargetState {
    const target = this[index]
    if (target === undefined) throw new RangeError(`there is no candidate ${index} of ${this.length}`)
    return target
  }
}
