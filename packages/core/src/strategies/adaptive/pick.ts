import type { CallFacts } from '../../contracts/call.ts'
import type { Candidates } from '../../contracts/strategy.ts'
import type { TargetState } from '../../contracts/target.ts'
import type { Random } from '../../time/random.ts'
import { adaptiveConstants } from './constants.ts'
import { NearBest } from './near-best.ts'
import { Sample } from './sample.ts'
import type { Scorer } from './score.ts'
import type { SharedKnowledge } from './shared-knowledge.ts'
import type { TargetKnowledge } from './target-knowledge.ts'

const { pick: picking, stale } = adaptiveConstants

/** The choice of `adaptive`: scores the candidates, and draws among those that are nearly the best. */
export class AdaptivePick {
  readonly #shared: SharedKnowledge
  readonly #scorer: Scorer
  readonly #random: Random
  readonly #nearBest: NearBest
  readonly #sample: Sample
  /** Of the candidates that are scored: the most urgent priority, the lowest cost above nothing, and the one not heard of for longest. */
  #priority = Infinity
  #cheapest = Infinity
  #stalest: TargetKnowledge | undefined
  #stalestAt = -Infinity
  #hasExplored = false

  constructor(shared: SharedKnowledge, scorer: Scorer, random: Random) {
    this.#shared = shared
    this.#scorer = scorer
    this.#random = random
    this.#nearBest = new NearBest(shared, random)
    this.#sample = new Sample(shared, random)
  }

  pick(candidates: Candidates, call: CallFacts, now: number): TargetState {
    const looked = this.#sample.take(candidates)
    this.#scorer.begin(call, now)
    this.#priority = Infinity
    this.#begin(now)
    for (let place = 0; place < looked; place += 1) {
      const known = this.#sample.at(place)
      if (known !== undefined) this.#look(known, now)
    }
    const { best } = this.#nearBest
    if (best === undefined) return candidates.at(0)
    this.#learnReferences(best, call)
    const explored = this.#stalest
    this.#hasExplored = explored !== undefined && call.attempt === 1 && this.#random() < picking.exploration
    if (this.#hasExplored && explored !== undefined) return explored.target
    const chosen = this.#nearBest.draw() ?? best
    this.#sample.compared(this.#nearBest)
    return chosen.target
  }

  /** How the last pick came about, in words; undefined when it was that of the best. */
  explain(): string | undefined {
    if (this.#hasExplored) return 'looks again at a target that has had no call for long'
    const { near } = this.#nearBest
    return near > 1
      ? `drawn by weight, quota and awaited answers among the ${near} that are nearly as good as the best`
      : undefined
  }

  /** Holds on to no target that has left. */
  forget(): void {
    this.#sample.clear()
    this.#nearBest.clear()
    this.#stalest = undefined
  }

  /** Nothing that was scored before counts. */
  #begin(now: number): void {
    this.#nearBest.begin()
    this.#cheapest = Infinity
    this.#stalest = undefined
    this.#stalestAt = now - stale.afterMs
  }

  #look(known: TargetKnowledge, now: number): void {
    const { priority } = known.target
    if (priority > this.#priority) return
    if (priority < this.#priority) {
      this.#priority = priority
      this.#begin(now)
    }
    const scorer = this.#scorer
    scorer.score(known)
    this.#nearBest.offer(known, scorer.parts)
    const { microUsd } = scorer.parts
    if (microUsd > 0 && microUsd < this.#cheapest) this.#cheapest = microUsd
    if (known.answeredAt < this.#stalestAt) this.#noteStale(known, now)
  }

  #noteStale(known: TargetKnowledge, now: number): void {
    // One that has never answered needs no exploring: it is expected to answer at once.
    if (known.awaited > 0 || known.answeredAt === -Infinity) return
    if (now - known.answeredAt < stale.afterMs * this.#slowness(known)) return
    this.#stalestAt = known.answeredAt
    this.#stalest = known
  }

  /** The slower a target was, the more a look at it costs, and the rarer looks are worth it: by the root, which makes both losses least. */
  #slowness({ streams, plainCalls }: TargetKnowledge): number {
    const { fastestMs } = this.#shared
    const lastMs = Math.max(streams.isKnown ? streams.lastMs : 0, plainCalls.isKnown ? plainCalls.lastMs : 0)
    return fastestMs > 0 ? Math.max(1, Math.sqrt(lastMs / fastestMs)) : 1
  }

  #learnReferences(best: TargetKnowledge, call: CallFacts): void {
    if (this.#cheapest < Infinity) this.#shared.sawCheapest(this.#cheapest)
    const estimate = best.estimateFor(call)
    if (estimate.isKnown) this.#shared.chose(estimate.lastMs)
  }
}
