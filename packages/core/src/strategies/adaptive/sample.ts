import type { Candidates } from '../../contracts/strategy.ts'
import type { TargetState } from '../../contracts/target.ts'
import { randomIndex, type Random } from '../../time/random.ts'
import { adaptiveConstants } from './constants.ts'

const { scoreAllUpTo, drawn, remembered } = adaptiveConstants.pick

/**
 * Which candidates are looked at: all of a few, and of many some drawn at random and those that won last, so that a pick costs the same
 * for any number (power of d choices with memory: Mitzenmacher, Prabhakar and Shah, 2002).
 */
export class Sample {
  readonly #random: Random
  readonly #winners: (TargetState | undefined)[] = []
  readonly #chosen: TargetState[] = []
  #next = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** Decides which are looked at, and says how many. */
  take(candidates: Candidates): number {
    const { length } = candidates
    this.#chosen.length = 0
    if (length <= scoreAllUpTo) return length
    for (const winner of this.#winners)
      if (winner !== undefined && candidates.has(winner) && !this.#chosen.includes(winner))
        this.#chosen.push(winner)
    for (let draw = 0; draw < drawn; draw += 1) {
      const target = candidates.at(randomIndex(length, this.#random))
      if (!this.#chosen.includes(target)) this.#chosen.push(target)
    }
    return this.#chosen.length
  }

  /** One of those that are looked at. */
  at(candidates: Candidates, index: number): TargetState {
    return this.#chosen[index] ?? candidates.at(index)
  }

  /** A target was chosen. */
  remember(winner: TargetState): void {
    this.#winners[this.#next] = winner
    this.#next = (this.#next + 1) % remembered
  }

  forget(target: TargetState): void {
    for (let place = 0; place < this.#winners.length; place += 1)
      if (this.#winners[place] === target) this.#winners[place] = undefined
  }
}
