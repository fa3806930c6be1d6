import type { Random } from '../../time/random.ts'
import { adaptiveConstants } from './constants.ts'
import type { ScoreParts } from './score.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const { band } = adaptiveConstants.pick
/** A target with nothing left of its quota still has a chance, if its guards let it. */
const leastShare = 0.02

/** 1 for the best, 0 from the end of the band on. */
function nearness(behindMs: number, bandMs: number): number {
  if (behindMs === 0) return 1
  if (!(behindMs < bandMs)) return 0
  const left = 1 - behindMs / bandMs
  return left * left
}

/** What a target of which answers are awaited keeps of its share, 0–1. */
function freedom(awaited: number, weight: number): number {
  const free = weight / (weight + awaited)
  // Written out: `** 3` is a call of a function that takes longer than all else here.
  return free * free * free
}

/**
 * Draws one of the targets that are as good as the best, or nearly: in proportion to their weight and to what is left of their quota, less
 * the more answers of theirs are awaited and the further they are from the best. A crowd does not run to a single best one, and keys of one
 * vendor share the load: by chance alone one of several equals would look best for seconds, and get all of it. A target that becomes slow,
 * or hangs, is sent few calls before that can be known: nothing comes from it.
 */
export class NearBest {
  readonly #shared: Pick<SharedKnowledge, 'fastestMs'>
  readonly #random: Random
  /** What was offered, in arrays that are used again. */
  readonly #targets: TargetKnowledge[] = []
  #scores = new Float64Array(16)
  #shares = new Float64Array(16)
  #count = 0
  #bestPlace = -1
  #bestMs = Infinity
  #near = 0

  constructor(shared: Pick<SharedKnowledge, 'fastestMs'>, random: Random) {
    this.#shared = shared
    this.#random = random
  }

  /** The best that was offered; undefined when none was. */
  get best(): TargetKnowledge | undefined {
    return this.#targets[this.#bestPlace]
  }

  /** How many the last draw was among. */
  get near(): number {
    return this.#near
  }

  /** What was offered before no longer counts. */
  begin(): void {
    this.#count = 0
    this.#bestPlace = -1
    this.#bestMs = Infinity
  }

  /** Holds on to no target. */
  clear(): void {
    this.begin()
    this.#targets.length = 0
  }

  /** One target, as it was scored: the numbers of the score come in an object, see {@link Scorer}. */
  offer(known: TargetKnowledge, { ms, left }: ScoreParts): void {
    const place = this.#count
    if (place === this.#scores.length) this.#grow()
    this.#targets[place] = known
    this.#scores[place] = ms
    const { weight } = known.target
    const share = weight * Math.max(leastShare, left * known.pressure.share)
    this.#shares[place] = known.awaited === 0 ? share : share * freedom(known.awaited, weight)
    this.#count = place + 1
    if (ms < this.#bestMs || place === 0) {
      this.#bestPlace = place
      this.#bestMs = ms
    }
  }

  /** One of those that are nearly as good as the best; undefined when none was offered. */
  draw(): TargetKnowledge | undefined {
    const bandMs = band * this.#shared.fastestMs
    let sum = 0
    this.#near = 0
    for (let place = 0; place < this.#count; place += 1) {
      const behindMs = (this.#scores[place] ?? Infinity) - this.#bestMs
      const share = (this.#shares[place] ?? 0) * nearness(behindMs, bandMs)
      this.#shares[place] = share
      if (share > 0) this.#near += 1
      sum += share
    }
    return this.#near > 1 ? this.#drawnAt(this.#random() * sum) : this.best
  }

  /**
   * Brings the `most` best of what was offered to the beginning of a list that has it in the same order.
   *
   * @returns how many
   */
  keepBest(most: number, list: TargetKnowledge[]): number {
    const scores = this.#scores
    const count = Math.min(most, this.#count)
    for (let place = count; place < this.#count; place += 1) {
      const known = this.#targets[place]
      const score = scores[place] ?? Infinity
      let worst = 0
      for (let kept = 1; kept < count; kept += 1) if ((scores[kept] ?? 0) > (scores[worst] ?? 0)) worst = kept
      if (known === undefined || score >= (scores[worst] ?? 0)) continue
      list[worst] = known
      scores[worst] = score
    }
    this.begin()
    return count
  }

  #drawnAt(point: number): TargetKnowledge | undefined {
    let left = point
    let place = 0
    while (left >= (this.#shares[place] ?? 0) && place < this.#count - 1) {
      left -= this.#shares[place] ?? 0
      place += 1
    }
    return this.#shares[place] === 0 ? this.best : this.#targets[place]
  }

  #grow(): void {
    const [scores, shares] = [this.#scores, this.#shares]
    this.#scores = new Float64Array(2 * scores.length)
    this.#shares = new Float64Array(2 * shares.length)
    this.#scores.set(scores)
    this.#shares.set(shares)
  }
}
