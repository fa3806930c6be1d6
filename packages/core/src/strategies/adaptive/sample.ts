import type { Candidates } from '../../contracts/strategy.ts'
import { randomIndex, type Random } from '../../time/random.ts'
import { FirstTier } from '../first-tier.ts'
import { adaptiveConstants } from './constants.ts'
import type { NearBest } from './near-best.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const { scoreAllUpTo, remembered, looks } = adaptiveConstants.pick

/**
 * Which candidates are looked at: all of a few. Of many only those of the lowest priority number, and when these are still many, the best of
 * those that the pick before looked at, and three more, so that a pick costs the same for any number (power of d choices with memory:
 * Mitzenmacher, Prabhakar and Shah, 2002). Those are the next in turn while the list stays the same: a third as many picks as there are candidates
 * look at each of them, where as many random draws miss a third. Of a new list the turn begins at a random place.
 */
export class Sample {
  readonly #shared: SharedKnowledge
  readonly #random: Random
  readonly #firstTier = new FirstTier()
  /** Those that are looked at: the first `#count`. The array is used again. */
  readonly #looked: TargetKnowledge[] = []
  #count = 0
  /** The revision of the candidates that they were taken from. */
  #revision = 0
  #isSome = false
  /** The place, in the list, of the candidate that was looked at last. */
  #place = 0

  constructor(shared: SharedKnowledge, random: Random) {
    this.#shared = shared
    this.#random = random
  }

  /** Decides which are looked at, and says how many. */
  take(given: Candidates): number {
    const candidates = given.length > scoreAllUpTo ? this.#firstTier.of(given) : given
    const { revision, length } = candidates
    const isSome = length > scoreAllUpTo
    const isSame = revision !== 0 && revision === this.#revision && isSome === this.#isSome
    this.#revision = revision
    this.#isSome = isSome
    if (isSome) this.#takeSome(candidates, isSame)
    else if (!isSame) this.#takeAll(candidates)
    return this.#count
  }

  /** One of those that are looked at. */
  at(index: number): TargetKnowledge | undefined {
    return this.#looked[index]
  }

  /** They were compared: the best of them are looked at again. */
  compared(offered: NearBest): void {
    if (!this.#isSome || this.#count <= remembered) return
    this.#count = offered.keepBest(remembered, this.#looked)
  }

  /** Holds on to no target. */
  clear(): void {
    this.#firstTier.clear()
    this.#looked.length = 0
    this.#count = 0
    this.#revision = 0
  }

  #takeAll(candidates: Candidates): void {
    const { length } = candidates
    for (let place = 0; place < length; place += 1)
      this.#looked[place] = this.#shared.of(candidates.at(place))
    this.#looked.length = length
    this.#count = length
  }

  #takeSome(candidates: Candidates, isSame: boolean): void {
    const { length } = candidates
    if (!isSame) {
      this.#dropOthers(candidates)
      this.#place = randomIndex(length, this.#random)
    }
    for (let look = 0; look < looks; look += 1) {
      this.#place = this.#place + 1 < length ? this.#place + 1 : 0
      const known = this.#shared.of(candidates.at(this.#place))
      if (!this.#has(known)) this.#add(known)
    }
  }

  /** What is remembered may no longer be a candidate. */
  #dropOthers(candidates: Candidates): void {
    const before = this.#count
    this.#count = 0
    for (let place = 0; place < before; place += 1) {
      const known = this.#looked[place]
      if (known !== undefined && candidates.has(known.target)) this.#add(known)
    }
  }

  #has(known: TargetKnowledge): boolean {
    for (let place = 0; place < this.#count; place += 1) if (this.#looked[place] === known) return true
    return false
  }

  #add(known: TargetKnowledge): void {
    this.#looked[this.#count] = known
    this.#count += 1
  }
}
