import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/** Candidates as a view that is filled anew for each pick, so that picking allocates nothing. */
export class CandidateView implements Candidates {
  readonly #own: TargetState[] = []
  #shown: readonly TargetState[] = this.#own
  revision = 0

  get length(): number {
    return this.#shown.length
  }

  at(index: number): TargetState {
    const target = this.#shown[index]
    if (target === undefined) throw new RangeError(`there is no candidate ${index} of ${this.length}`)
    return target
  }

  [Symbol.iterator](): Iterator<TargetState> {
    return this.#shown.values()
  }

  /** Shows a list that stays as it is while the revision does. */
  show(targets: readonly TargetState[], revision: number): void {
    this.#shown = targets
    this.revision = revision
  }

  /** Shows a list of its own, empty at first, for the caller to fill. */
  clear(revision = 0): TargetState[] {
    this.#own.length = 0
    this.show(this.#own, revision)
    return this.#own
  }

  has(target: TargetState): boolean {
    return this.#shown.includes(target)
  }

  /** Takes one off the list of its own. */
  leaveOut(target: TargetState): void {
    this.#own.splice(this.#own.indexOf(target), 1)
  }
}
