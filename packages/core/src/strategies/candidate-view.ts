import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'

/** What is known of a list without a look at its targets. */
export type ListFacts = Pick<Candidates, 'maxWeight' | 'hasOnePriority'>

const nothingKnown: ListFacts = { maxWeight: Infinity, hasOnePriority: false }

/** Up to this many targets are left out of a list by their places; with more, the others are copied. */
const mostGaps = 16

/**
 * Candidates as a view over a list that is kept in the order of `order`, so that showing it for a pick copies nothing. A few of
 * its targets can be left out.
 */
export class CandidateView implements Candidates {
  #shown: readonly TargetState[] = []
  /** The places in the list that are left out, in ascending order. */
  readonly #gaps: number[] = []
  /** The two places that were looked at last. */
  #latest = 0
  #latestBut = 0
  #revision = 0
  maxWeight: number = Infinity
  hasOnePriority: boolean = false

  get length(): number {
    return this.#shown.length - this.#gaps.length
  }

  /** That of the list; 0 when targets were left out. */
  get revision(): number {
    return this.#gaps.length === 0 ? this.#revision : 0
  }

  at(index: number): TargetState {
    let place = index
    for (const gap of this.#gaps) if (gap <= place) place += 1
    const target = index < 0 ? undefined : this.#shown[place]
    if (target === undefined) throw new RangeError(`there is no candidate ${index} of ${this.length}`)
    this.#latestBut = this.#latest
    this.#latest = place
    return target
  }

  has(target: TargetState): boolean {
    const place = this.#placeOf(target)
    return this.#shown[place] === target && !this.#gaps.includes(place)
  }

  placeAfter(target: TargetState): number {
    const place = placeFrom(this.#shown, target.order + 1)
    let left = place
    for (const gap of this.#gaps) if (gap < place) left -= 1
    return left
  }

  [Symbol.iterator](): Iterator<TargetState> {
    const shown = this.#shown
    return (
      this.#gaps.length === 0 ? shown : shown.filter((_, place) => !this.#gaps.includes(place))
    ).values()
  }

  /** What a strategy chooses is as a rule one of those that it looked at last: a search reads many targets that are in no cache. */
  #placeOf(target: TargetState): number {
    if (this.#shown[this.#latest] === target) return this.#latest
    if (this.#shown[this.#latestBut] === target) return this.#latestBut
    return placeFrom(this.#shown, target.order)
  }

  /**
   * Shows a list that stays as it is while the revision does; 0 for a list made for this pick only.
   *
   * @param facts also true of a part of the list
   */
  show(targets: readonly TargetState[], revision: number, facts: ListFacts = nothingKnown): void {
    this.#shown = targets
    this.#gaps.length = 0
    this.#revision = revision
    this.maxWeight = facts.maxWeight
    this.hasOnePriority = facts.hasOnePriority
  }

  /** Leaves a target out; does nothing when it is not a candidate. */
  leaveOut(target: TargetState): void {
    if (!this.has(target)) return
    if (this.#gaps.length === mostGaps) this.show([...this], 0, this)
    const place = placeFrom(this.#shown, target.order)
    this.#gaps.push(place)
    this.#gaps.sort((one, other) => one - other)
  }
}

/** The first place in a list, kept in the order of `order`, whose target has at least this `order`. */
export function placeFrom(targets: readonly TargetState[], order: number): number {
  let low = 0
  let high = targets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((targets[middle]?.order ?? 0) < order) low = middle + 1
    else high = middle
  }
  return low
}
