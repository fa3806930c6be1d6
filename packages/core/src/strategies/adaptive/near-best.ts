import type { Random } from '../../time/random.ts'
import { adaptiveConstants } from './constants.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const { bandSlope } = adaptiveConstants.pick
/** A target with nothing left of its quota still has a chance, if its guards let it. */
const leastShare = 0.02

/**
 * Draws one of the targets that are as good as the best, or nearly: in proportion to their weight and to what is left of their quota, less
 * the further they are from the best. A crowd does not run to a single best one, and keys of one vendor share the load.
 */
export class NearBest {
  readonly #random: Random
  /** What was offered, in arrays that are used again. */
  readonly #targets: TargetKnowledge[] = []
  #scores = new Float64Array(16)
  #shares = new Float64Array(16)
  #count = 0
  #bestPlace = -1

  constructor(random: Random) {
    this.#random = random
  }

  /** The best that was offered; undefined when none was. */
  get best(): TargetKnowledge | undefined {
    return this.#targets[this.#bestPlace]
  }

  /** What was offered before no longer counts. */
  begin(): void {
    this.#count = 0
    this.#bestPlace = -1
  }

  /** Holds on to no target. */
  clear(): void {
    this.begin()
    this.#targets.length = 0
  }

  /** One target, how long a call takes there, and the share, 0–1, of its calls that it still may have. */
  offer(known: TargetKnowledge, ms: number, share: number): void {
    const place = this.#count
    if (place === this.#scores.length) this.#grow()
    this.#targets[place] = known
    this.#scores[place] = ms
    this.#shares[place] = known.target.weight * Math.max(leastShare, share)
    this.#count = place + 1
    if (this.#bestPlace < 0 || ms < (this.#scores[this.#bestPlace] ?? Infinity)) this.#bestPlace = place
  }

  /** One of those within `bandMs` of the best; undefined when none was offered. */
  draw(bandMs: number): TargetKnowledge | undefined {
    const bestMs = this.#scores[this.#bestPlace] ?? 0
    let sum = 0
    let near = 0
    for (let place = 0; place < this.#count; place += 1) {
      const behindMs = (this.#scores[place] ?? Infinity) - bestMs
      if (behindMs > bandMs) continue
      const share = (this.#shares[place] ?? 0) * (bandMs > 0 ? 1 - (bandSlope * behindMs) / bandMs : 1)
      sum += share
      near += 1
      // Read again below; those that are not near are never read again.
      this.#shares[place] = share
    }
    return near > 1 ? this.#drawnAt(this.#random() * sum, bestMs + bandMs) : this.best
  }

  /**
   * Copies the `most` best of what was offered into a list.
   *
   * @returns how many
   */
  keepBest(most: number, into: TargetKnowledge[]): number {
    let count = this.#count
    while (count > most) {
      let worst = 0
      for (let place = 1; place < count; place += 1)
        if ((this.#scores[place] ?? 0) > (this.#scores[worst] ?? 0)) worst = place
      count -= 1
      this.#move(count, worst)
    }
    for (let place = 0; place < count; place += 1) {
      const known = this.#targets[place]
      if (known !== undefined) into[place] = known
    }
    this.begin()
    return count
  }

  #drawnAt(point: number, lastMs: number): TargetKnowledge | undefined {
    let left = point
    let chosen = this.best
    for (let place = 0; place < this.#count; place += 1) {
      if ((this.#scores[place] ?? Infinity) > lastMs) continue
      const share = this.#shares[place] ?? 0
      chosen = this.#targets[place]
      if (left < share) return chosen
      left -= share
    }
    return chosen
  }

  #move(from: number, to: number): void {
    const known = this.#targets[from]
    if (known !== undefined) this.#targets[to] = known
    this.#scores[to] = this.#scores[from] ?? Infinity
  }

  #grow(): void {
    const [scores, shares] = [this.#scores, this.#shares]
    this.#scores = new Float64Array(2 * scores.length)
    this.#shares = new Float64Array(2 * shares.length)
    this.#scores.set(scores)
    this.#shares.set(shares)
  }
}
