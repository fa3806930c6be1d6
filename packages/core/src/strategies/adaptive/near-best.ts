import type { TargetState } from '../../contracts/target.ts'
import type { Random } from '../../time/random.ts'
import { adaptiveConstants } from './constants.ts'

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
  readonly #targets: TargetState[] = []
  #scores = new Float64Array(16)
  #shares = new Float64Array(16)
  #count = 0
  #bestMs = Infinity
  #best: TargetState | undefined

  constructor(random: Random) {
    this.#random = random
  }

  /** The best that was offered; undefined when none was. */
  get best(): TargetState | undefined {
    return this.#best
  }

  /** What was offered before no longer counts. */
  begin(): void {
    this.#count = 0
    this.#bestMs = Infinity
    this.#best = undefined
  }

  /** Holds on to no target. */
  clear(): void {
    this.begin()
    this.#targets.length = 0
  }

  /** One target, how long a call takes there, and the share, 0–1, of its calls that it still may have. */
  offer(target: TargetState, ms: number, share: number): void {
    const place = this.#count
    if (place === this.#scores.length) this.#grow()
    this.#targets[place] = target
    this.#scores[place] = ms
    this.#shares[place] = target.weight * Math.max(leastShare, share)
    this.#count = place + 1
    if (ms < this.#bestMs || this.#best === undefined) {
      this.#bestMs = ms
      this.#best = target
    }
  }

  /** One of those within `bandMs` of the best: weighted sampling with a reservoir of one. */
  draw(bandMs: number): TargetState | undefined {
    let chosen = this.#best
    let sum = 0
    for (let place = 0; place < this.#count; place += 1) {
      const behindMs = (this.#scores[place] ?? Infinity) - this.#bestMs
      if (!(behindMs <= bandMs)) continue
      const share = (this.#shares[place] ?? 0) * (bandMs > 0 ? 1 - (bandSlope * behindMs) / bandMs : 1)
      // The first one needs no random number.
      if (sum === 0 || this.#random() * (sum + share) < share) chosen = this.#targets[place]
      sum += share
    }
    return chosen
  }

  #grow(): void {
    const [scores, shares] = [this.#scores, this.#shares]
    this.#scores = new Float64Array(2 * scores.length)
    this.#shares = new Float64Array(2 * shares.length)
    this.#scores.set(scores)
    this.#shares.set(shares)
  }
}
