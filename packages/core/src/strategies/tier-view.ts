import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/** The candidates of one priority, as a view over all of them that is filled again for each pick. */
export class TierView implements Candidates {
  readonly #places: number[] = []
  #source: Candidates | undefined
  revision = 0

  get length(): number {
    return this.#places.length
  }

  at(index: number): TargetState {
    const place = this.#places[index]
    if (place === undefined || this.#source === undefined) {
      throw new RangeError(`there is no candidate ${index} of ${this.length}`)
    }
    return this.#source.at(place)
  }

  *[Symbol.iterator](): Iterator<TargetState> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index)
  }

  /** Shows those of `candidates` that have the priority; their revision is this view's too. */
  show(candidates: Candidates, priority: number): void {
    this.#source = candidates
    if (candidates.revision !== 0 && candidates.revision === this.revision) return
    this.#places.length = 0
    for (let index = 0; index < candidates.length; index += 1) {
      if (candidates.at(index).priority === priority) this.#places.push(index)
    }
    this.revision = candidates.revision
  }
}
